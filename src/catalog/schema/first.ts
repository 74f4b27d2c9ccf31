import { ADD_COMMITS } from './functions/add-commits.ts';
import { ADD_ENTRIES } from './functions/add-entries.ts';
import { ADD_PAGES } from './functions/add-pages.ts';
import { CALLER_IS } from './functions/caller-is.ts';
import { CHECK_MOVE } from './functions/check-move.ts';
import { IS_PROVED } from './functions/is-proved.ts';
import { IS_THERE } from './functions/is-there.ts';
import { LOCATE_OBJECTS } from './functions/locate-objects.ts';
import { LOCK_LOG } from './functions/lock-log.ts';
import { MAKE_CENTRAL } from './functions/make-central.ts';
import { NEEDED_ROLE } from './functions/needed-role.ts';
import { NOTE_FILES } from './functions/note-files.ts';
import { PLACE_FILES } from './functions/place-files.ts';
import { REFUSE_CHANGE } from './functions/refuse-change.ts';
import { REQUIRE_ROLE } from './functions/require-role.ts';
import { SEARCH_WORDS } from './functions/search-words.ts';
import { SERVER_EPOCH } from './functions/server-epoch.ts';
import { SETTLE_REFUSALS } from './functions/settle-refusals.ts';
import { WRITE_SETTING } from './functions/write-setting.ts';
import { LOG_TABLES } from './log-tables.ts';
import { PLACEMENT_TABLES } from './placement-tables.ts';
import { RECORD_TABLES } from './record-tables.ts';
import { STEWARDSHIP_TABLES } from './stewardship-tables.ts';

/** Tables that only grow: a trigger refuses everything but INSERT, whatever the role. */
const IMMUTABLE = ['commits', 'commit_parents', 'commit_inputs', 'log', 'manifest_pages', 'page_links'];

const immutable = (table: string): readonly string[] => [
  `CREATE TRIGGER immutable BEFORE UPDATE OR DELETE OR TRUNCATE ON dlake.${table}
     FOR EACH STATEMENT EXECUTE FUNCTION dlake.refuse_change()`,
  `ALTER TABLE dlake.${table} ENABLE ALWAYS TRIGGER immutable`,
];

/**
 * The first shape of the catalog: what design section 7 names, for both engines alike. Ids are the 32 bytes
 * of the digest, their kind is implied by the column; a CHECK recomputes each from the bytes beside it.
 */
export const FIRST: readonly string[] = [
  `CREATE EXTENSION IF NOT EXISTS pg_trgm`,
  REFUSE_CHANGE,
  SEARCH_WORDS,
  // Facts about this catalog: the lake's id, its store, how far the logs are rolled forward.
  `CREATE TABLE dlake.settings (key text PRIMARY KEY, value text NOT NULL)`,
  ...RECORD_TABLES,
  ...LOG_TABLES,
  ...PLACEMENT_TABLES,
  ...STEWARDSHIP_TABLES,
  SERVER_EPOCH,
  CALLER_IS,
  NEEDED_ROLE,
  REQUIRE_ROLE,
  LOCK_LOG,
  CHECK_MOVE,
  IS_THERE,
  IS_PROVED,
  LOCATE_OBJECTS,
  PLACE_FILES,
  NOTE_FILES,
  ADD_PAGES,
  ADD_COMMITS,
  ADD_ENTRIES,
  WRITE_SETTING,
  MAKE_CENTRAL,
  SETTLE_REFUSALS,
  // What a function does it does with the rights of the catalog's owner: who may call which is granted.
  `REVOKE ALL ON ALL FUNCTIONS IN SCHEMA dlake FROM PUBLIC`,
  ...IMMUTABLE.flatMap(immutable),
];
