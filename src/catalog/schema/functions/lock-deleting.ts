/**
 * Locks files of a layer that are being deleted, until the end of the transaction: whoever places one again meanwhile
 * waits. Gives those that are still to go.
 */
export const LOCK_DELETING = `CREATE FUNCTION dlake.lock_deleting(files_layer text, files json)
   RETURNS TABLE (kind text, key bytea)
   LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
   #variable_conflict use_column
   BEGIN
     PERFORM dlake.require_role('dlake_admin');
     RETURN QUERY SELECT stored.kind, stored.key FROM dlake.placements stored
       JOIN json_to_recordset(files) r(kind text, key text)
         ON stored.layer = files_layer AND stored.kind = r.kind AND stored.key = decode(r.key, 'hex')
       WHERE stored.state = 'deleting'
       ORDER BY stored.id FOR UPDATE OF stored;
   END $$`;
