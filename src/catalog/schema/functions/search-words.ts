/**
 * What a commit is found by. A name such as geo/GSE2034.salmon counts as it is and in its parts. Both
 * dictionaries where names of things stand, so that a gene called WAS is found, and words in any of their forms.
 * Cut, since a tsvector holds at most 1 MiB.
 */
export const SEARCH_WORDS = `CREATE FUNCTION dlake.search_words(dataset text, name text, keywords text[], message text, metadata jsonb)
     RETURNS tsvector LANGUAGE sql IMMUTABLE PARALLEL SAFE
     RETURN
       setweight(to_tsvector('simple', left(dataset || ' ' || translate(dataset, '/._-', '    ') || ' ' || name, 4000)), 'A')
       || setweight(to_tsvector('english', left(name, 4000)), 'A')
       || setweight(to_tsvector('simple', left(array_to_string(keywords, ' ; '), 8000)), 'B')
       || setweight(to_tsvector('english', left(array_to_string(keywords, ' ; '), 8000)), 'B')
       || setweight(to_tsvector('english', left(message, 16000)), 'C')
       || setweight(to_tsvector('simple', left(translate(metadata::text, '{}[]":,', '       '), 16000)), 'D')`;
