/** Keeps what was found out about files of a layer; of files that were never placed nothing is kept. */
export const NOTE_FILES = `CREATE FUNCTION dlake.note_files(files_layer text, facts json) RETURNS void
   LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
   BEGIN
     PERFORM dlake.require_role('dlake_contributor');
     PERFORM FROM dlake.placements stored
       JOIN json_to_recordset(facts) r(kind text, key text)
         ON stored.layer = files_layer AND stored.kind = r.kind AND stored.key = decode(r.key, 'hex')
       ORDER BY stored.id FOR NO KEY UPDATE OF stored;
     UPDATE dlake.placements stored SET
       version_id = coalesce(r.version_id, stored.version_id),
       retain_until = coalesce(r.retain_until, stored.retain_until),
       verified_at = CASE WHEN r.proved THEN now() ELSE stored.verified_at END,
       verified_by = CASE WHEN r.proved THEN session_user ELSE stored.verified_by END,
       lost_at = CASE r.lost WHEN true THEN coalesce(stored.lost_at, now()) WHEN false THEN NULL ELSE stored.lost_at END
     FROM json_to_recordset(facts)
       r(kind text, key text, version_id text, retain_until timestamptz, proved boolean, lost boolean)
     WHERE stored.layer = files_layer AND stored.kind = r.kind AND stored.key = decode(r.key, 'hex');
   END $$`;
