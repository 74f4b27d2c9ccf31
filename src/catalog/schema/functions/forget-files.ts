/** Forgets files of a layer that were deleted, and what lay in them. */
export const FORGET_FILES = `CREATE FUNCTION dlake.forget_files(files_layer text, files json) RETURNS void
   LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
   DECLARE
     gone bigint[];
   BEGIN
     PERFORM dlake.require_role('dlake_admin');
     SELECT array_agg(stored.id) INTO gone FROM dlake.placements stored
       JOIN json_to_recordset(files) r(kind text, key text)
         ON stored.layer = files_layer AND stored.kind = r.kind AND stored.key = decode(r.key, 'hex')
       WHERE stored.state = 'deleting';
     DELETE FROM dlake.pack_objects WHERE file = ANY (gone);
     DELETE FROM dlake.placements WHERE id = ANY (gone);
   END $$`;
