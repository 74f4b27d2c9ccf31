/**
 * Locks one log until the end of the transaction and gives its newest entry, if it has one. Whoever comes
 * second waits here and is given what the first has added.
 */
export const LOCK_LOG = `CREATE FUNCTION dlake.lock_log(log_layer text, log_subject text)
   RETURNS TABLE (seq bigint, record bytea)
   LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
   #variable_conflict use_column
   BEGIN
     INSERT INTO dlake.logs (layer, subject, seq, changed)
       VALUES (log_layer, log_subject, 0, pg_current_xact_id()) ON CONFLICT DO NOTHING;
     PERFORM FROM dlake.logs WHERE layer = log_layer AND subject = log_subject FOR UPDATE;
     RETURN QUERY SELECT l.seq, l.record FROM dlake.log l
       WHERE l.layer = log_layer AND l.subject = log_subject ORDER BY l.seq DESC LIMIT 1;
   END $$`;
