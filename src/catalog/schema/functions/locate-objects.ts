/**
 * Where the objects with these ids (36 bytes each, one after another) lie in a layer: for each file that holds
 * some of them its facts, and as JSON \`[n, start, length]\` for each object, n counting from 0. An object that lies
 * in several files is told once. What is being deleted or known to be lost counts as not there. With a lease,
 * files that have less than half of it left are leased anew, and quarantined ones revived; one that begins to be
 * deleted meanwhile is left out.
 */
export const LOCATE_OBJECTS = `CREATE FUNCTION dlake.locate_objects(objects_layer text, ids bytea, lease interval)
   RETURNS TABLE (kind text, key bytea, size bigint, version_id text, retain_until timestamptz, proved boolean,
     objects json)
   LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
   #variable_conflict use_column
   BEGIN
     RETURN QUERY
     WITH wanted AS MATERIALIZED (
       SELECT n, substr(ids, 36 * n + 1, 36) AS object
       FROM generate_series(0, octet_length(ids) / 36 - 1) n
     ), lying AS MATERIALIZED (
       -- Each object is looked up by itself in the index, whatever the planner thinks of their number: what
       -- OFFSET 0 ends is not made one with what is around it.
       SELECT wanted.n, packed.file, packed.start::bigint, packed.length::bigint
         FROM wanted CROSS JOIN LATERAL (
           SELECT place.file, place.start, place.length FROM dlake.pack_objects place
           WHERE place.object = wanted.object OFFSET 0) packed
       UNION ALL
       SELECT wanted.n, blob.id, 0, blob.size
         FROM wanted CROSS JOIN LATERAL (
           SELECT single.id, single.size FROM dlake.placements single
           WHERE single.layer = objects_layer AND single.kind = 'blob' AND single.key = substr(wanted.object, 5)
           OFFSET 0) blob
         WHERE substr(wanted.object, 1, 4) = decode('01551220', 'hex')
     ), there AS MATERIALIZED (
       SELECT known.id, known.state = 'live' AS live, dlake.is_proved(known) AS proved
       FROM dlake.placements known
       WHERE known.id = ANY (ARRAY(SELECT DISTINCT file FROM lying)) AND known.layer = objects_layer
         AND dlake.is_there(known)
     ), chosen AS (
       SELECT DISTINCT ON (lying.n) lying.n, lying.file, lying.start, lying.length
       FROM lying JOIN there ON there.id = lying.file
       ORDER BY lying.n, there.live DESC, there.proved DESC, there.id
     ), files AS (
       SELECT file, json_agg(json_build_array(n, start, length) ORDER BY n) AS objects
       FROM chosen GROUP BY file
     ), due AS (
       SELECT stored.id FROM dlake.placements stored
       WHERE lease > interval '0' AND stored.id IN (SELECT file FROM files) AND stored.state <> 'deleting'
         AND (stored.state = 'quarantined' OR stored.lease_until < now() + lease / 2)
       ORDER BY stored.id FOR NO KEY UPDATE
     ), renewed AS (
       UPDATE dlake.placements stored SET lease_until = now() + lease, state = 'live'
       WHERE stored.id IN (SELECT id FROM due) AND stored.state <> 'deleting' RETURNING stored.id
     )
     SELECT stored.kind, stored.key, stored.size, stored.version_id, stored.retain_until, dlake.is_proved(stored), files.objects
     FROM files JOIN dlake.placements stored ON stored.id = files.file
     WHERE lease = interval '0' OR stored.id IN (SELECT id FROM renewed)
       OR NOT (stored.state = 'quarantined' OR stored.lease_until < now() + lease / 2);
   END $$`;
