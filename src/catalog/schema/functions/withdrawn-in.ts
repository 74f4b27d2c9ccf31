/**
 * The blobs that a manifest names and that are withdrawn; one look where nothing is. Each is looked up by itself in the
 * index over what pages name, which only a catalog has that a group shares.
 */
export const WITHDRAWN_IN = `CREATE FUNCTION dlake.withdrawn_in(root bytea) RETURNS TABLE (object bytea)
   LANGUAGE plpgsql STABLE SET search_path = pg_catalog, pg_temp AS $$
   #variable_conflict use_column
   DECLARE
     pages bytea[];
   BEGIN
     IF NOT EXISTS (SELECT FROM dlake.withdrawals WHERE done_at IS NOT NULL) THEN RETURN; END IF;
     WITH RECURSIVE below(id) AS (
       SELECT root UNION SELECT link.child FROM below JOIN dlake.page_links link ON link.parent = below.id
     )
     SELECT array_agg(id) INTO pages FROM below;
     RETURN QUERY SELECT gone.object FROM dlake.withdrawals gone
       CROSS JOIN LATERAL (
         SELECT page.id, page.page FROM dlake.manifest_pages page
         WHERE page.level = 0 AND dlake.page_blobs(page.page)
           @> ARRAY[('x' || encode(substr(gone.object, 5, 8), 'hex'))::bit(64)::bigint] OFFSET 0) naming
       WHERE gone.done_at IS NOT NULL AND naming.id = ANY (pages) AND position(gone.object IN naming.page) > 0;
   END $$`;
