/**
 * Locks one log until the end of the transaction and gives its newest entry; always one row. Whoever comes second
 * waits here and is given what the first has added. Who may not add to the log is told so, not raised upon, so
 * that the refusal can be kept: in the outbox, until somebody who may writes it to the log.
 */
export const LOCK_LOG = `CREATE FUNCTION dlake.lock_log(log_layer text, log_subject text)
   RETURNS TABLE (refused text, seq bigint, record bytea)
   LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
   #variable_conflict use_column
   DECLARE
     wanted text := dlake.needed_role(log_layer, log_subject);
   BEGIN
     IF NOT dlake.caller_is(wanted) THEN
       INSERT INTO dlake.outbox (layer, subject, wanted) VALUES (log_layer, log_subject, wanted);
       RETURN QUERY SELECT wanted, NULL::bigint, NULL::bytea;
       RETURN;
     END IF;
     INSERT INTO dlake.logs (layer, subject, seq, changed)
       VALUES (log_layer, log_subject, 0, pg_current_xact_id()) ON CONFLICT DO NOTHING;
     PERFORM FROM dlake.logs WHERE layer = log_layer AND subject = log_subject FOR UPDATE;
     RETURN QUERY SELECT NULL::text, newest.seq, newest.record
       FROM (VALUES (1)) one LEFT JOIN (
         SELECT l.seq, l.record FROM dlake.log l
         WHERE l.layer = log_layer AND l.subject = log_subject ORDER BY l.seq DESC LIMIT 1) newest ON true;
   END $$`;
