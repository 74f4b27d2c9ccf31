/** The bytes of a CID as it is written in base32, after its \`b\`: a log's subject names an object so. */
export const CID_OF_TEXT = `CREATE FUNCTION dlake.cid_of_text(cid text) RETURNS bytea
   LANGUAGE sql IMMUTABLE STRICT SET search_path = pg_catalog, pg_temp
   RETURN (
     WITH digits AS (
       SELECT string_agg((strpos('abcdefghijklmnopqrstuvwxyz234567', digit) - 1)::bit(5)::text, '' ORDER BY n) AS bits
       FROM string_to_table(substr(cid, 2), NULL) WITH ORDINALITY AS split(digit, n)
     )
     SELECT decode(string_agg(lpad(to_hex(substr(bits, 8 * i + 1, 8)::bit(8)::integer), 2, '0'), '' ORDER BY i), 'hex')
     FROM digits, generate_series(0, length(bits) / 8 - 1) i
   )`;
