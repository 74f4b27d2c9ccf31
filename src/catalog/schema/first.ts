/** Tables that only grow: a trigger refuses everything but INSERT, whatever the role. */
const IMMUTABLE = ['commits', 'commit_parents', 'commit_inputs', 'log', 'manifest_pages', 'page_links'];

const immutable = (table: string): readonly string[] => [
  `CREATE TRIGGER immutable BEFORE UPDATE OR DELETE OR TRUNCATE ON dlake.${table}
     FOR EACH STATEMENT EXECUTE FUNCTION dlake.refuse_change()`,
  `ALTER TABLE dlake.${table} ENABLE ALWAYS TRIGGER immutable`,
];

const LAYER = `text NOT NULL CHECK (layer IN ('raw', 'processed', 'curated', 'archive'))`;
const ID = (column: string): string => `bytea NOT NULL CHECK (octet_length(${column}) = 32)`;

const FUNCTIONS: readonly string[] = [
  `CREATE EXTENSION IF NOT EXISTS pg_trgm`,

  `CREATE FUNCTION dlake.refuse_change() RETURNS trigger LANGUAGE plpgsql SET search_path = pg_catalog AS $$
   BEGIN
     RAISE EXCEPTION '% on %.% is refused: what it holds is immutable', TG_OP, TG_TABLE_SCHEMA, TG_TABLE_NAME
       USING ERRCODE = 'restrict_violation';
   END $$`,

  // A name such as geo/GSE2034.salmon counts as it is and in its parts. Both dictionaries where names of
  // things stand, so that a gene called WAS is found, and words in any of their forms. Cut, since a tsvector
  // holds at most 1 MiB.
  `CREATE FUNCTION dlake.search_words(dataset text, name text, keywords text[], message text, metadata jsonb)
     RETURNS tsvector LANGUAGE sql IMMUTABLE PARALLEL SAFE
     RETURN
       setweight(to_tsvector('simple', left(dataset || ' ' || translate(dataset, '/._-', '    ') || ' ' || name, 4000)), 'A')
       || setweight(to_tsvector('english', left(name, 4000)), 'A')
       || setweight(to_tsvector('simple', left(array_to_string(keywords, ' ; '), 8000)), 'B')
       || setweight(to_tsvector('english', left(array_to_string(keywords, ' ; '), 8000)), 'B')
       || setweight(to_tsvector('english', left(message, 16000)), 'C')
       || setweight(to_tsvector('simple', left(translate(metadata::text, '{}[]":,', '       '), 16000)), 'D')`,
];

const TABLES: readonly string[] = [
  // Facts about this catalog: the lake's id, how far the logs are rolled forward.
  `CREATE TABLE dlake.settings (key text PRIMARY KEY, value text NOT NULL)`,

  `CREATE TABLE dlake.datasets (
     dataset text PRIMARY KEY,
     source text NOT NULL GENERATED ALWAYS AS (split_part(dataset, '/', 1)) STORED,
     external_id text NOT NULL GENERATED ALWAYS AS (split_part(dataset, '/', 2)) STORED
   )`,

  // sort_ms: committedAt in milliseconds, raised above that of every parent, so that an index in its order
  // is a topological order. The other columns are what the record says, for asking; the record is the truth.
  `CREATE TABLE dlake.commits (
     id ${ID('id')} PRIMARY KEY,
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
     manifest ${ID('manifest')},
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
       commit_id ${ID('commit_id')},
       position integer NOT NULL CHECK (position >= 0),
       ${edge}_id ${ID(`${edge}_id`)},
       PRIMARY KEY (commit_id, position)
     )`,
    `CREATE INDEX commit_${edge}s_back ON dlake.commit_${edge}s (${edge}_id)`,
  ]),

  `CREATE TABLE dlake.log (
     layer ${LAYER},
     subject text NOT NULL,
     seq bigint NOT NULL CHECK (seq > 0),
     id ${ID('id')},
     record bytea NOT NULL,
     kind text NOT NULL,
     from_id bytea CHECK (octet_length(from_id) = 32),
     to_id bytea CHECK (octet_length(to_id) = 32),
     at timestamptz NOT NULL,
     actor text NOT NULL,
     reason text,
     PRIMARY KEY (layer, subject, seq),
     CONSTRAINT id_is_hash CHECK (id = sha256(record))
   )`,
  `CREATE INDEX log_by_id ON dlake.log (id)`,

  // The newest entry of each ref, and the commit that it names; none since an end.
  `CREATE TABLE dlake.refs (
     layer ${LAYER},
     dataset text NOT NULL,
     seq bigint NOT NULL CHECK (seq > 0),
     head bytea CHECK (octet_length(head) = 32),
     ended boolean NOT NULL,
     at timestamptz NOT NULL,
     PRIMARY KEY (layer, dataset),
     CHECK (ended = (head IS NULL))
   )`,
  `CREATE INDEX refs_by_dataset ON dlake.refs (dataset)`,
  `CREATE INDEX refs_by_head ON dlake.refs (head)`,
  `CREATE INDEX refs_like ON dlake.refs USING gin (dataset gin_trgm_ops)`,

  // The newest entry of each tag; what it names is in that entry's record.
  `CREATE TABLE dlake.tags (
     name text PRIMARY KEY,
     seq bigint NOT NULL CHECK (seq > 0),
     ended boolean NOT NULL,
     at timestamptz NOT NULL,
     actor text NOT NULL,
     reason text
   )`,

  `CREATE TABLE dlake.manifest_pages (
     id ${ID('id')} PRIMARY KEY,
     level integer NOT NULL CHECK (level >= 0),
     page bytea NOT NULL,
     CONSTRAINT id_is_hash CHECK (id = sha256(page))
   )`,
  // Digests don't compress, and a page that is not compressed is searched where it lies.
  `ALTER TABLE dlake.manifest_pages ALTER COLUMN page SET STORAGE EXTERNAL`,
  `CREATE TABLE dlake.page_links (
     parent ${ID('parent')},
     child ${ID('child')},
     PRIMARY KEY (parent, child)
   )`,
  `CREATE INDEX page_links_back ON dlake.page_links (child)`,

  // Which object is where, and how safe it is there: for stores that can't be listed cheaply.
  `CREATE TABLE dlake.packs (
     layer ${LAYER},
     key ${ID('key')},
     objects integer NOT NULL CHECK (objects BETWEEN 1 AND 65536),
     size bigint NOT NULL CHECK (size > 0),
     index bytea NOT NULL,
     PRIMARY KEY (layer, key)
   )`,
  `ALTER TABLE dlake.packs ALTER COLUMN index SET STORAGE EXTERNAL`,
  `CREATE TABLE dlake.placements (
     layer ${LAYER},
     kind text NOT NULL CHECK (kind IN ('blob', 'pack')),
     key ${ID('key')},
     size bigint NOT NULL CHECK (size >= 0),
     version_id text,
     etag text,
     retain_until timestamptz,
     state text NOT NULL DEFAULT 'live' CHECK (state IN ('live', 'quarantined', 'deleting')),
     placed_at timestamptz NOT NULL DEFAULT now(),
     placed_by text,
     lease_until timestamptz,
     verified_at timestamptz,
     PRIMARY KEY (layer, kind, key)
   )`,
  `CREATE INDEX placements_not_live ON dlake.placements (state) WHERE state <> 'live'`,

  `CREATE TABLE dlake.holds (
     layer ${LAYER},
     dataset text NOT NULL,
     seq bigint NOT NULL,
     at timestamptz NOT NULL,
     actor text NOT NULL,
     reason text,
     released_seq bigint,
     PRIMARY KEY (layer, dataset, seq)
   )`,
  `CREATE TABLE dlake.withdrawals (
     object bytea PRIMARY KEY CHECK (octet_length(object) = 36),
     seq bigint NOT NULL,
     at timestamptz NOT NULL,
     actor text NOT NULL,
     reason text,
     done_at timestamptz
   )`,
  `CREATE TABLE dlake.approvals (
     object bytea NOT NULL CHECK (octet_length(object) = 36),
     seq bigint NOT NULL,
     at timestamptz NOT NULL,
     actor text NOT NULL,
     reason text,
     PRIMARY KEY (object, seq)
   )`,
  `CREATE TABLE dlake.verifications (
     id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
     layer ${LAYER},
     started_at timestamptz NOT NULL,
     finished_at timestamptz,
     checked bigint NOT NULL DEFAULT 0,
     bytes bigint NOT NULL DEFAULT 0,
     coverage double precision,
     report jsonb
   )`,
  `CREATE TABLE dlake.backups (
     id text PRIMARY KEY,
     seq bigint NOT NULL,
     state text NOT NULL,
     at timestamptz NOT NULL,
     actor text NOT NULL,
     data jsonb
   )`,
  // Only a token's hash is kept.
  `CREATE TABLE dlake.tokens (
     hash ${ID('hash')} PRIMARY KEY,
     name text NOT NULL,
     subject text NOT NULL,
     scopes text[] NOT NULL,
     made_at timestamptz NOT NULL DEFAULT now(),
     expires_at timestamptz,
     revoked_at timestamptz,
     used_at timestamptz
   )`,
];

/**
 * The first shape of the catalog: what design section 7 names, for both engines alike. Ids are the 32 bytes
 * of the digest, their kind is implied by the column; a CHECK recomputes each from the bytes beside it.
 */
export const FIRST: readonly string[] = [...FUNCTIONS, ...TABLES, ...IMMUTABLE.flatMap(immutable)];
