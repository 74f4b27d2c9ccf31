/**
 * The blobs that a manifest page names, each by the first eight bytes of its digest as a number: what `whence` looks
 * for in an index, before it looks into the page. A link to a blob is found by the bytes before its digest, which are
 * no UTF-8, so that they stand in no path. Null for a page that names none.
 */
export const PAGE_BLOBS = `CREATE FUNCTION dlake.page_blobs(page bytea) RETURNS bigint[]
   LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
   RETURN (
     SELECT array_agg(('x' || substr(part, 1, 16))::bit(64)::bigint)
     FROM string_to_table(encode(page, 'hex'), 'd82a58250001551220') WITH ORDINALITY AS split(part, n)
     WHERE n > 1 AND length(part) >= 64
   )`;
