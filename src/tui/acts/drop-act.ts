import { formatBytes } from '../../format/bytes.ts';
import { count } from '../../format/count.ts';
import { safe } from '../../format/safe-text.ts';
import type { CommitWithId } from '../../lake/read-commit.ts';
import { dropFiles } from '../../sync/drop-files.ts';
import type { ActHost, ActOptions, ActOutcome } from './act-host.ts';

/** Frees the bytes of a version here, once a remote is proved to hold them. Throws `drop-refused`. */
export async function dropAct(
  { lake, author, sources }: ActHost,
  version: CommitWithId,
  { signal, onProgress }: ActOptions,
): Promise<ActOutcome> {
  const { layer, dataset, metadata } = version.commit;
  const name = safe`${layer}/${dataset}@${metadata.version}`;
  onProgress({ what: 'Proving', subject: name, objects: 0 });
  const { files, bytes, kept } = await dropFiles(lake, await sources(), version, {
    actor: await author(),
    signal,
  });
  const stays = kept.length === 0 ? '' : `; ${count(kept.length, 'file')} that others need stay`;
  if (files.length === 0) return { tone: 'warn', text: `Nothing of ${name} could go${stays}` };
  return {
    tone: 'good',
    text: `${name}: ${count(files.length, 'file')}, ${formatBytes(bytes)} freed${stays}`,
  };
}
