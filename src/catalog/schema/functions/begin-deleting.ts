/**
 * From here on quarantined files of a layer count as not there: those that are as they were listed, quarantined since
 * then and not live meanwhile, and that nobody has a lease of. Gives those for which it is so.
 */
export const BEGIN_DELETING = `CREATE FUNCTION dlake.begin_deleting(files_layer text, files json)
   RETURNS TABLE (kind text, key bytea)
   LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
   #variable_conflict use_column
   BEGIN
     PERFORM dlake.require_role('dlake_admin');
     RETURN QUERY
     WITH due AS (
       SELECT stored.id, r.since FROM dlake.placements stored
       JOIN json_to_recordset(files) r(kind text, key text, since timestamptz)
         ON stored.layer = files_layer AND stored.kind = r.kind AND stored.key = decode(r.key, 'hex')
       WHERE stored.state = 'quarantined' AND stored.quarantined_at = r.since AND stored.lease_until < now()
       ORDER BY stored.id FOR NO KEY UPDATE OF stored
     )
     UPDATE dlake.placements stored SET state = 'deleting'
     FROM due WHERE stored.id = due.id AND stored.state = 'quarantined' AND stored.quarantined_at = due.since
       AND stored.lease_until < now()
     RETURNING stored.kind, stored.key;
   END $$`;
