/**
 * A trigger on the log: keeps what entries of objects' logs say. A withdrawal takes effect (\`done_at\`) with the first
 * approval by another than who asked for it first.
 */
export const NOTE_WITHDRAWAL = `CREATE FUNCTION dlake.note_withdrawal() RETURNS trigger LANGUAGE plpgsql
   SET search_path = pg_catalog, pg_temp AS $$
   DECLARE
     meant bytea := dlake.cid_of_text(substr(NEW.subject, 9));
   BEGIN
     IF NEW.kind = 'withdraw' THEN
       INSERT INTO dlake.withdrawals (object, seq, at, actor, reason)
         VALUES (meant, NEW.seq, NEW.at, NEW.actor, NEW.reason) ON CONFLICT (object) DO NOTHING;
     ELSE
       INSERT INTO dlake.approvals (object, seq, at, actor, reason)
         VALUES (meant, NEW.seq, NEW.at, NEW.actor, NEW.reason) ON CONFLICT DO NOTHING;
       UPDATE dlake.withdrawals SET done_at = NEW.at
         WHERE object = meant AND done_at IS NULL AND seq < NEW.seq AND actor <> NEW.actor;
     END IF;
     RETURN NULL;
   END $$`;
