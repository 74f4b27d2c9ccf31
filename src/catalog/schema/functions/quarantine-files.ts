/**
 * Begins to take files out of a layer: they stay where they are, and whoever is told of one, or lets a ref rely on it,
 * has it live again. \`for_good\`: they count as not there, and stay out. Gives those that are on their way out now.
 */
export const QUARANTINE_FILES = `CREATE FUNCTION dlake.quarantine_files(files_layer text, files json, for_good boolean)
   RETURNS TABLE (kind text, key bytea)
   LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
   #variable_conflict use_column
   BEGIN
     PERFORM dlake.require_role('dlake_admin');
     RETURN QUERY
     WITH due AS (
       SELECT stored.id FROM dlake.placements stored
       JOIN json_to_recordset(files) r(kind text, key text)
         ON stored.layer = files_layer AND stored.kind = r.kind AND stored.key = decode(r.key, 'hex')
       WHERE stored.state = 'live' OR for_good
       ORDER BY stored.id FOR NO KEY UPDATE OF stored
     )
     UPDATE dlake.placements stored SET
       state = CASE WHEN for_good THEN 'deleting' ELSE 'quarantined' END,
       quarantined_at = CASE WHEN for_good THEN NULL ELSE clock_timestamp() END
     FROM due WHERE stored.id = due.id
     RETURNING stored.kind, stored.key;
   END $$`;
