/** Adds commits with their parents and inputs (\`[commit, position, other]\`); commits that are there stay. */
export const ADD_COMMITS = `CREATE FUNCTION dlake.add_commits(commits json, parents json, inputs json) RETURNS void
   LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
   #variable_conflict use_column
   DECLARE
     layers text[];
   BEGIN
     PERFORM dlake.require_role('dlake_contributor');
     WITH rows AS (
       SELECT * FROM json_to_recordset(commits) AS r(
         id text, record text, sort_ms bigint, layer text, dataset text, version text, date text, action text,
         name text, author text, committed_at timestamptz, message text, keywords text[], metadata jsonb,
         files bigint, bytes bigint, manifest text)
     ), named AS (
       INSERT INTO dlake.datasets (dataset) SELECT DISTINCT dataset FROM rows ORDER BY dataset ON CONFLICT DO NOTHING
     ), added AS (
       INSERT INTO dlake.commits (id, record, sort_ms, layer, dataset, version, date, action, name, author,
           committed_at, message, keywords, metadata, files, bytes, manifest)
         SELECT decode(id, 'hex'), decode(record, 'base64'), sort_ms, layer, dataset, version, date, action, name,
           author, committed_at, message, keywords, metadata, files, bytes, decode(manifest, 'hex')
         FROM rows
         WHERE NOT EXISTS (SELECT FROM dlake.commits known WHERE known.id = decode(rows.id, 'hex'))
         ON CONFLICT DO NOTHING RETURNING layer
     )
     SELECT array_agg(DISTINCT layer) INTO layers FROM added;
     PERFORM dlake.require_role(dlake.needed_role(layer, 'refs/')) FROM unnest(layers) layer;
     INSERT INTO dlake.commit_parents (commit_id, position, parent_id)
       SELECT decode(edge->>0, 'hex'), (edge->>1)::integer, decode(edge->>2, 'hex')
       FROM json_array_elements(parents) AS edge ON CONFLICT DO NOTHING;
     INSERT INTO dlake.commit_inputs (commit_id, position, input_id)
       SELECT decode(edge->>0, 'hex'), (edge->>1)::integer, decode(edge->>2, 'hex')
       FROM json_array_elements(inputs) AS edge ON CONFLICT DO NOTHING;
   END $$`;
