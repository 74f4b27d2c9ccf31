/**
 * Notes that files have been stored in a layer, and the objects that lie in each pack: ids one after another, and
 * for each which file it lies in (counting from 0), where it starts and how long it is. What is known stays,
 * under a new lease; a file that was lost or on its way out is there again. Gives the files whose size is not
 * the one that is known: of them nothing was noted.
 */
export const PLACE_FILES = `CREATE FUNCTION dlake.place_files(
     files_layer text, files json, ids bytea, owners text, starts text, lengths text, lease interval)
   RETURNS TABLE (kind text, key bytea, size bigint)
   LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
   #variable_conflict use_column
   DECLARE
     placed bigint[];
   BEGIN
     PERFORM dlake.require_role(dlake.needed_role(files_layer, 'refs/'));
     -- In one order, so that those who place the same files wait for each other and not in a circle.
     INSERT INTO dlake.placements AS stored (layer, kind, key, size, version_id, retain_until, lease_until)
       SELECT files_layer, kind, decode(key, 'hex'), size, version_id, retain_until, now() + lease
       FROM json_to_recordset(files) r(kind text, key text, size bigint, version_id text, retain_until timestamptz)
       ORDER BY kind, key
       ON CONFLICT (layer, kind, key) DO UPDATE SET
         version_id = CASE WHEN dlake.is_there(stored) THEN coalesce(stored.version_id, excluded.version_id)
           ELSE excluded.version_id END,
         retain_until = CASE
           WHEN dlake.is_there(stored) AND stored.version_id IS DISTINCT FROM excluded.version_id THEN stored.retain_until
           WHEN dlake.is_there(stored) THEN greatest(stored.retain_until, excluded.retain_until)
           ELSE excluded.retain_until END,
         placed_at = CASE WHEN dlake.is_there(stored) THEN stored.placed_at ELSE now() END,
         placed_by = CASE WHEN dlake.is_there(stored) THEN stored.placed_by ELSE session_user END,
         verified_at = CASE WHEN dlake.is_there(stored) THEN stored.verified_at END,
         verified_by = CASE WHEN dlake.is_there(stored) THEN stored.verified_by END,
         lease_until = greatest(stored.lease_until, excluded.lease_until),
         state = 'live', lost_at = NULL
       WHERE stored.size = excluded.size;
     -- What lies in a file is said by who places it, and not added to what others have come to trust.
     SELECT array_agg(stored.id ORDER BY named.n) INTO placed
       FROM json_array_elements(files) WITH ORDINALITY named(value, n)
       LEFT JOIN dlake.placements stored
         ON stored.layer = files_layer AND stored.kind = named.value->>'kind'
           AND stored.key = decode(named.value->>'key', 'hex') AND stored.size = (named.value->>'size')::bigint
           AND stored.placed_at = now() AND stored.placed_by = session_user;
     INSERT INTO dlake.pack_objects (object, file, start, length)
       SELECT substr(ids, 36 * (n::integer - 1) + 1, 36), placed[owner + 1], start, length
       FROM unnest(owners::integer[], starts::integer[], lengths::integer[])
         WITH ORDINALITY r(owner, start, length, n)
       WHERE placed[owner + 1] IS NOT NULL
       ON CONFLICT DO NOTHING;
     RETURN QUERY SELECT stored.kind, stored.key, stored.size
       FROM json_to_recordset(files) r(kind text, key text, size bigint)
       JOIN dlake.placements stored
         ON stored.layer = files_layer AND stored.kind = r.kind AND stored.key = decode(r.key, 'hex')
       WHERE stored.size <> r.size;
   END $$`;
