import { count } from '../../format/count.ts';
import { safe } from '../../format/safe-text.ts';
import type { CommitWithId } from '../../lake/read-commit.ts';
import { refOfDataset } from '../../records/parse-ref.ts';
import { checkout } from '../../worktree/checkout.ts';
import { ownFolder } from '../../worktree/worktree-folder.ts';
import type { ActHost, ActOptions, ActOutcome } from './act-host.ts';

/** Writes a version to its folder. Unsaved work there is not touched: throws `worktree-dirty`. */
export async function checkoutAct(
  { lake, linkMode }: ActHost,
  version: CommitWithId,
  { signal, onProgress }: ActOptions,
): Promise<ActOutcome> {
  const { layer, dataset, metadata } = version.commit;
  const subject = `${layer}/${dataset}`;
  const folder = ownFolder(lake.root, refOfDataset(layer, dataset));
  const done = await checkout(lake, version, folder, {
    signal,
    onProgress: (written) => onProgress({ what: 'Writing', subject, ...written }),
    ...(linkMode === undefined || linkMode === 'reference' ? {} : { linkMode }),
  });
  const files = `${count(done.files, 'file')}, ${done.written} written, ${done.removed} removed`;
  return { tone: 'good', text: safe`${layer}/${dataset}@${metadata.version} is in its folder: ${files}` };
}
