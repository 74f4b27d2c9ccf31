import { DlakeError } from '../errors.ts';
import { datasetOf, type Ref, refText } from '../records/ref.ts';
import type { Lake } from './lake.ts';
import { moveRef } from './move-ref.ts';
import { namingAgain } from './naming-again.ts';
import type { CommitWithId } from './read-commit.ts';
import type { NextVersion } from './record-version.ts';
import { refHead } from './ref-head.ts';

/**
 * Lets a ref name another version of it, one that was fetched for example: for a ref that went a way which others
 * don't follow. The log keeps both. Throws `rule-refused` for a version of another ref, `ref-moved`.
 */
export async function resetRef(
  lake: Lake,
  ref: Ref,
  to: CommitWithId,
  facts: { readonly actor: string; readonly reason: string; readonly announce: (next: NextVersion) => void },
): Promise<{ readonly from: CommitWithId['id'] | undefined }> {
  if (to.commit.layer !== ref.layer || to.commit.dataset !== datasetOf(ref))
    throw new DlakeError('rule-refused', {
      subject: refText(ref),
      rule: 'a ref can only name a version of its own dataset and layer',
    });
  if ((await lake.store.missing(ref.layer, [to.commit.manifest])).size > 0)
    throw new DlakeError('rule-refused', {
      subject: refText(ref),
      rule: 'the files of that version are not here yet: `dlake pull` brings them',
    });
  const head = await refHead(lake, ref);
  const from = head?.commit;
  if (from === to.id) return { from };
  const { actor, reason, announce } = facts;
  announce({ from, commit: to.id, manifest: to.commit.manifest });
  await namingAgain(lake, ref, to.id, () => moveRef(lake, ref, head, to.id, { actor, reason }));
  return { from };
}
