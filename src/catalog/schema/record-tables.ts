import { digestColumn, LAYER } from './columns.ts';

/** Commits and what they say, and the pages of manifests. */
export const RECORD_TABLES: readonly string[] = [
  `CREATE TABLE dlake.datasets (
     dataset text PRIMARY KEY,
     source text NOT NULL GENERATED ALWAYS AS (split_part(dataset, '/', 1)) STORED,
     external_id text NOT NULL GENERATED ALWAYS AS (split_part(dataset, '/', 2)) STORED
   )`,

  // sort_ms: committedAt in milliseconds, raised above that of every parent, so that an index in its order
  // is a topological order. The other columns are what the record says, for asking; the record is the truth.
  `CREATE TABLE dlake.commits (
     id ${digestColumn('id')} PRIMARY KEY,
     record bytea NOT NULL,
     sort_ms bigint NOT NULL,
     layer ${LAYER},
     dataset text NOT NULL,
     source text NOT NULL GENERATED ALWAYS AS (split_part(dataset, '/', 1)) STORED,
     external_id text NOT NULL GENERATED ALWAYS AS (split_part(dataset, '/', 2)) STORED,
     version text NOT NULL,
     date text NOT NULL,
     action text NOT NULL,
     name text NOT NULL,
     author text NOT NULL,
     committed_at timestamptz NOT NULL,
     message text NOT NULL,
     keywords text[] NOT NULL,
     metadata jsonb NOT NULL,
     files bigint NOT NULL,
     bytes bigint NOT NULL,
     manifest ${digestColumn('manifest')},
     words tsvector NOT NULL GENERATED ALWAYS AS
       (dlake.search_words(dataset, name, keywords, message, metadata)) STORED,
     CONSTRAINT id_is_hash CHECK (id = sha256(record))
   )`,
  `CREATE INDEX commits_by_time ON dlake.commits (sort_ms, id)`,
  `CREATE INDEX commits_by_ref ON dlake.commits (layer, dataset, sort_ms, id)`,
  `CREATE INDEX commits_by_manifest ON dlake.commits (manifest)`,
  `CREATE INDEX commits_by_words ON dlake.commits USING gin (words)`,

  ...['parent', 'input'].flatMap((edge) => [
    `CREATE TABLE dlake.commit_${edge}s (
       commit_id ${digestColumn('commit_id')},
       position integer NOT NULL CHECK (position >= 0),
       ${edge}_id ${digestColumn(`${edge}_id`)},
       PRIMARY KEY (commit_id, position)
     )`,
    `CREATE INDEX commit_${edge}s_back ON dlake.commit_${edge}s (${edge}_id)`,
  ]),

  `CREATE TABLE dlake.manifest_pages (
     id ${digestColumn('id')} PRIMARY KEY,
     level integer NOT NULL CHECK (level >= 0),
     page bytea NOT NULL,
     CONSTRAINT id_is_hash CHECK (id = sha256(page))
   )`,
  // Digests don't compress, and a page that is not compressed is searched where it lies.
  `ALTER TABLE dlake.manifest_pages ALTER COLUMN page SET STORAGE EXTERNAL`,
  `CREATE TABLE dlake.page_links (
     parent ${digestColumn('parent')},
     child ${digestColumn('child')},
     PRIMARY KEY (parent, child)
   )`,
  `CREATE INDEX page_links_back ON dlake.page_links (child)`,
];
