import { PAGE_BLOBS } from './functions/page-blobs.ts';
import { SERVER_EPOCH } from './functions/server-epoch.ts';

/** Indexes by which a question costs no more in a large catalog than in a small one. */
export const QUESTION_INDEXES: readonly string[] = [
  // Parts of ids, and what is spelt nearly as they are. Of every dataset, whether a ref is of it or not.
  `DROP INDEX dlake.refs_like`,
  `CREATE INDEX datasets_like ON dlake.datasets USING gin (dataset gin_trgm_ops)`,
  `CREATE INDEX commits_like ON dlake.commits USING gin (name gin_trgm_ops)`,
  `CREATE INDEX commits_by_keyword ON dlake.commits USING gin (keywords)`,
  `CREATE INDEX commits_by_metadata ON dlake.commits USING gin (metadata jsonb_path_ops)`,
  // The index over it is made where a group shares the catalog: a local one has no row for a file.
  PAGE_BLOBS,
  `REVOKE ALL ON FUNCTION dlake.page_blobs(bytea) FROM PUBLIC`,
  // As it is now: it works on servers, too, that do not tell which they are.
  SERVER_EPOCH,
];
