/** Has quarantined files of a layer live again. */
export const REVIVE_FILES = `CREATE FUNCTION dlake.revive_files(files_layer text, files json) RETURNS void
   LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
   BEGIN
     PERFORM dlake.require_role('dlake_contributor');
     UPDATE dlake.placements stored SET state = 'live'
     WHERE stored.state = 'quarantined' AND stored.id IN (
       SELECT due.id FROM dlake.placements due
       JOIN json_to_recordset(files) r(kind text, key text)
         ON due.layer = files_layer AND due.kind = r.kind AND due.key = decode(r.key, 'hex')
       WHERE due.state = 'quarantined'
       ORDER BY due.id FOR NO KEY UPDATE OF due);
   END $$`;
