import { DlakeError, isDlakeError } from '../errors.ts';
import type { Commit } from '../records/commit.ts';
import { encodeCommit } from '../records/encode-commit.ts';
import { manifestId } from '../records/ids.ts';
import { type Ref, refText } from '../records/ref.ts';
import { brokenByItself } from './admission.ts';
import type { Lake } from './lake.ts';
import { commitOf, type VersionFacts } from './version-facts.ts';

const ANY_CONTENT = { root: manifestId('0'.repeat(64)), files: 0, bytes: 0 };

/**
 * Finds what is wrong with what a version is to say of itself, before a byte of its files is read. Throws
 * `usage-invalid` for what no record can hold, and `admission-refused` when its layer does not take it whatever
 * its files are.
 */
export function checkFacts(lake: Lake, ref: Ref, facts: VersionFacts): void {
  const frame = { ref, content: ANY_CONTENT, parents: [], version: 'v1', now: lake.now() };
  const commit = commitOf(frame, facts);
  checkRecord(commit);
  const rule = brokenByItself(commit);
  if (rule !== undefined) throw new DlakeError('admission-refused', { ref: refText(ref), rule });
}

function checkRecord(commit: Commit): void {
  try {
    encodeCommit(commit);
  } catch (error) {
    if (!isDlakeError(error, 'record-invalid')) throw error;
    const reason = `A version can't say this of itself: ${error.data.reason.replace(': ', ' ')}.`;
    throw new DlakeError('usage-invalid', { reason });
  }
}
