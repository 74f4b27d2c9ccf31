/**
 * Before a ref moves to a commit: sees that the catalog has the commit, of this ref, and its whole manifest; that
 * the layer has each of these records in a file that is live; and that the files named by the caller, which hold
 * the blobs, are live: a quarantined one is revived. All these files stay so until the end of the transaction: they are locked. Gives a row
 * for each thing that is wrong, none when the ref may move.
 */
export const CHECK_MOVE = `CREATE OR REPLACE FUNCTION dlake.check_move(
     ref_layer text, ref_dataset text, head bytea, file_kinds text[], file_keys bytea[])
   RETURNS TABLE (problem text, kind text, key bytea)
   LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
   #variable_conflict use_column
   DECLARE
     root bytea;
     records bytea[];
     relied bigint[];
   BEGIN
     SELECT manifest INTO root FROM dlake.commits
       WHERE id = head AND layer = ref_layer AND dataset = ref_dataset;
     IF root IS NULL THEN
       RETURN QUERY SELECT 'unknown'::text, 'record'::text, head;
       RETURN;
     END IF;
     WITH RECURSIVE pages(id) AS (
       SELECT root UNION SELECT link.child FROM pages JOIN dlake.page_links link ON link.parent = pages.id
     )
     SELECT array_agg(id) || head INTO records FROM pages;
     RETURN QUERY SELECT 'unknown'::text, 'record'::text, wanted.id FROM unnest(records) wanted(id)
       WHERE wanted.id <> head AND NOT EXISTS (SELECT FROM dlake.manifest_pages page WHERE page.id = wanted.id);
     relied := ARRAY(
       SELECT object.file FROM unnest(records) wanted(id)
         JOIN dlake.pack_objects object ON object.object = decode('01711220', 'hex') || wanted.id
       UNION
       SELECT named.id FROM unnest(file_kinds, file_keys) wanted(kind, key)
         JOIN dlake.placements named
           ON named.layer = ref_layer AND named.kind = wanted.kind AND named.key = wanted.key);
     UPDATE dlake.placements stored SET state = 'live'
       WHERE stored.state = 'quarantined' AND stored.id IN (
         SELECT due.id FROM dlake.placements due
         WHERE due.id = ANY (relied) AND due.layer = ref_layer AND due.state = 'quarantined'
         ORDER BY due.id FOR NO KEY UPDATE);
     PERFORM FROM dlake.placements stored
       WHERE stored.layer = ref_layer AND stored.id = ANY (relied)
       ORDER BY stored.id FOR SHARE;
     RETURN QUERY SELECT 'not-live'::text, 'record'::text, wanted.id FROM unnest(records) wanted(id)
       WHERE NOT EXISTS (
         SELECT FROM dlake.pack_objects object JOIN dlake.placements stored ON stored.id = object.file
         WHERE object.object = decode('01711220', 'hex') || wanted.id
           AND stored.layer = ref_layer AND stored.state = 'live' AND stored.lost_at IS NULL);
     RETURN QUERY SELECT 'not-live'::text, wanted.kind, wanted.key
       FROM unnest(file_kinds, file_keys) wanted(kind, key)
       WHERE NOT EXISTS (
         SELECT FROM dlake.placements stored
         WHERE stored.layer = ref_layer AND stored.kind = wanted.kind AND stored.key = wanted.key
           AND stored.state = 'live' AND stored.lost_at IS NULL);
     RETURN QUERY SELECT 'withdrawn'::text, 'blob'::text, gone.object FROM dlake.withdrawn_in(root) gone;
   END $$`;
