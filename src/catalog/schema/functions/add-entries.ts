/**
 * Adds log entries, each log's in one call or in order, and moves refs and tags to their newest ones. Gives a row
 * for whatever is wrong, and then the caller must roll back: a log that the caller's role may not add to
 * (\`refused\`), a \`gap\` before an entry, one that \`differs\` from what is known under its number. New entries, which
 * the caller has just made, must be the caller's own (\`actor\`), and a ref moves to what \`check_move\` has nothing
 * against; others were found in the store, and who brings them here is kept beside them.
 */
export const ADD_ENTRIES = `CREATE FUNCTION dlake.add_entries(entries json, new boolean)
   RETURNS TABLE (problem text, layer text, subject text, seq bigint, kind text, key bytea)
   LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
   #variable_conflict use_column
   DECLARE
     adds text[] := ARRAY(
       SELECT role FROM unnest(ARRAY['dlake_contributor', 'dlake_curator', 'dlake_admin']) role
       WHERE dlake.caller_is(role));
     me text := 'pg:' || session_user;
     rows dlake.log[];
     layers text[];
     subjects text[];
     newest bigint[];
   BEGIN
     -- Read once: records make it long.
     SELECT array_agg(ROW(layer, subject, seq, decode(id, 'hex'), decode(record, 'base64'), kind,
         decode(from_id, 'hex'), decode(to_id, 'hex'), at, actor, reason, session_user)::dlake.log)
       INTO rows
       FROM json_to_recordset(entries) AS r(layer text, subject text, seq bigint, id text, record text,
         kind text, from_id text, to_id text, at timestamptz, actor text, reason text);
     -- In one order: who adds to the same logs waits, and not in a circle.
     SELECT array_agg(layer), array_agg(subject), array_agg(seq) INTO layers, subjects, newest
       FROM (SELECT layer, subject, max(seq) AS seq FROM unnest(rows) GROUP BY layer, subject
         ORDER BY layer, subject) log;

     RETURN QUERY SELECT 'refused'::text, layer, subject, seq, dlake.needed_role(layer, subject), NULL::bytea
       FROM unnest(layers, subjects, newest) log(layer, subject, seq)
       WHERE dlake.needed_role(layer, subject) <> ALL (adds);
     IF FOUND THEN RETURN; END IF;
     IF new THEN
       RETURN QUERY SELECT 'actor'::text, layer, subject, seq, me, NULL::bytea
         FROM unnest(rows) WHERE actor <> me AND 'dlake_admin' <> ALL (adds);
       IF FOUND THEN RETURN; END IF;
       RETURN QUERY SELECT found.problem, r.layer, r.subject, r.seq, found.kind, found.key
         FROM unnest(rows) r
         CROSS JOIN LATERAL dlake.check_move(r.layer, substr(r.subject, 6), r.to_id, NULL, NULL) found
         WHERE r.kind = 'move' AND r.subject LIKE 'refs/%';
       IF FOUND THEN RETURN; END IF;
     END IF;

     INSERT INTO dlake.logs (layer, subject, seq, changed)
       SELECT layer, subject, seq, pg_current_xact_id()
       FROM unnest(layers, subjects, newest) log(layer, subject, seq)
       ON CONFLICT (layer, subject) DO UPDATE SET seq = excluded.seq, changed = excluded.changed
         WHERE logs.seq < excluded.seq;
     INSERT INTO dlake.log SELECT * FROM unnest(rows) ON CONFLICT (layer, subject, seq) DO NOTHING;
     RETURN QUERY SELECT CASE WHEN known.id <> r.id THEN 'differs' ELSE 'gap' END, r.layer, r.subject,
         r.seq, NULL::text, NULL::bytea
       FROM unnest(rows) r
       JOIN dlake.log known ON known.layer = r.layer AND known.subject = r.subject AND known.seq = r.seq
       LEFT JOIN dlake.log before
         ON before.layer = r.layer AND before.subject = r.subject AND before.seq = r.seq - 1
       WHERE known.id <> r.id OR (r.seq > 1 AND before.id IS NULL)
       ORDER BY r.seq;
     IF FOUND THEN RETURN; END IF;

     INSERT INTO dlake.datasets (dataset)
       SELECT DISTINCT substr(subject, 6) AS dataset FROM unnest(subjects) subject
       WHERE subject LIKE 'refs/%' ORDER BY dataset
       ON CONFLICT DO NOTHING;
     INSERT INTO dlake.refs (layer, dataset, seq, moved_seq, head, ended, at)
       SELECT r.layer, substr(r.subject, 6), newest.seq, moved.seq, moved.head, moved.head IS NULL, moved.at
       FROM (SELECT layer, subject FROM unnest(layers, subjects) log(layer, subject)
         WHERE subject LIKE 'refs/%') r
       CROSS JOIN LATERAL (
         SELECT seq FROM dlake.log WHERE layer = r.layer AND subject = r.subject ORDER BY seq DESC LIMIT 1
       ) newest
       CROSS JOIN LATERAL (
         SELECT seq, CASE WHEN kind = 'move' THEN to_id END AS head, at FROM dlake.log
         WHERE layer = r.layer AND subject = r.subject AND kind IN ('move', 'end') ORDER BY seq DESC LIMIT 1
       ) moved
       ON CONFLICT (layer, dataset) DO UPDATE
         SET seq = excluded.seq, moved_seq = excluded.moved_seq, head = excluded.head, ended = excluded.ended,
           at = excluded.at
         WHERE refs.seq < excluded.seq;
     INSERT INTO dlake.tags (name, seq, ended, at, actor, reason)
       SELECT substr(r.subject, 6), newest.seq, newest.kind = 'end', newest.at, newest.actor, newest.reason
       FROM (SELECT layer, subject FROM unnest(layers, subjects) log(layer, subject)
         WHERE subject LIKE 'tags/%') r
       CROSS JOIN LATERAL (
         SELECT * FROM dlake.log WHERE layer = r.layer AND subject = r.subject ORDER BY seq DESC LIMIT 1
       ) newest
       ON CONFLICT (name) DO UPDATE
         SET seq = excluded.seq, ended = excluded.ended, at = excluded.at, actor = excluded.actor,
           reason = excluded.reason
         WHERE tags.seq < excluded.seq;
   END $$`;
