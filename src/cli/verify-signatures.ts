import { count, formatNumber } from '../format/count.ts';
import { safe } from '../format/safe-text.ts';
import { shortId } from '../format/short-id.ts';
import type { Lake } from '../lake/lake.ts';
import { listRefHeads } from '../lake/list-ref-heads.ts';
import { type CommitWithId, readCommit } from '../lake/read-commit.ts';
import { checkSignatures, type SignedVersion } from '../lake/signatures/check-signatures.ts';
import { wholeVersions } from '../lake/whole-version.ts';
import { cidText } from '../records/ids.ts';
import { readAllowedSigners } from '../signatures/allowed-signers.ts';
import type { Output } from './output.ts';
import { readText } from './read-text.ts';

/**
 * Tells of each version that is named, or that a ref names, whether somebody on the list signed it; gives whether all
 * are. Throws `signers-invalid`, `file-unreadable`, and what revisions throw.
 */
export async function verifySignatures(
  lake: Lake,
  words: readonly string[],
  allowed: string,
  output: Output,
): Promise<boolean> {
  const signers = readAllowedSigners(readText(allowed), allowed);
  const versions = words.length > 0 ? await wholeVersions(lake, words) : newest(lake);
  let bad = 0;
  const checked = (async function* () {
    for await (const one of checkSignatures(lake, versions, signers)) {
      if (one.result !== 'good') bad += 1;
      yield one;
    }
  })();
  const shown = await output.list(checked, (one) => ({ ...one, commit: cidText(one.commit) }), line);
  output.note(
    bad === 0
      ? `${formatNumber(shown)} signed.`
      : `${formatNumber(bad)} of ${formatNumber(shown)} not signed as they must be.`,
  );
  return bad === 0;
}

/** What the refs name that have not ended. */
async function* newest(lake: Lake): AsyncIterable<CommitWithId> {
  for (const { ref, commit } of await listRefHeads(lake))
    if (commit !== undefined) yield await readCommit(lake, commit, ref.layer);
}

function line({ ref, version, commit, result, by, damaged }: SignedVersion): string {
  const name = safe`${ref}@${version}  ${shortId(commit)}`;
  const beside = damaged === 0 ? '' : ` (beside ${count(damaged, 'damaged signature')})`;
  if (result === 'good') return `${safe`${name}  signed by ${by.join(', ')}`}${beside}`;
  if (result === 'not-allowed') return `${safe`${name}  NOT ALLOWED: signed by ${by.join(', ')}`}${beside}`;
  return `${name}  ${result === 'unsigned' ? 'NOT SIGNED' : 'DAMAGED: its signature is not over it'}`;
}
