import { safe } from '../format/safe-text.ts';
import { formatTime } from '../format/time.ts';
import type { CommitWithId } from '../lake/read-commit.ts';
import type { Retraction } from '../lake/ref-notes.ts';
import { cidText } from '../records/ids.ts';
import { versionName } from './version-lines.ts';

/** That something was retracted, by whom, when and why. */
export function retractionWords(version: CommitWithId, { path, by, at, reason }: Retraction): string {
  const name = path === undefined ? versionName(version) : safe`${versionName(version)}:${path}`;
  return safe`${name} was retracted by ${by}, ${formatTime(at)}: ${reason}`;
}

/** A retraction as programs get it. */
export const retractionJson = ({ commit, path, by, at, reason }: Retraction) => ({
  commit: cidText(commit),
  path: path ?? null,
  by,
  at,
  reason,
});
