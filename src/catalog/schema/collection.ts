import { BEGIN_DELETING } from './functions/begin-deleting.ts';
import { CHECK_MOVE } from './functions/check-move.ts';
import { FORGET_FILES } from './functions/forget-files.ts';
import { LOCK_DELETING } from './functions/lock-deleting.ts';
import { QUARANTINE_FILES } from './functions/quarantine-files.ts';
import { REVIVE_FILES } from './functions/revive-files.ts';

/** How files leave the store: quarantined, then deleted. */
export const COLLECTION: readonly string[] = [
  // Tells one quarantine from the next: what was live between the two is not what was found to be of no use.
  `ALTER TABLE dlake.placements ADD COLUMN quarantined_at timestamptz`,
  QUARANTINE_FILES,
  REVIVE_FILES,
  BEGIN_DELETING,
  LOCK_DELETING,
  FORGET_FILES,
  // As it is now: it revives what a ref relies on.
  CHECK_MOVE,
  `REVOKE ALL ON FUNCTION dlake.quarantine_files(text, json, boolean), dlake.revive_files(text, json),
     dlake.begin_deleting(text, json), dlake.lock_deleting(text, json), dlake.forget_files(text, json) FROM PUBLIC`,
];
