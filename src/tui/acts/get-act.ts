import { formatBytes } from '../../format/bytes.ts';
import { count } from '../../format/count.ts';
import { safe } from '../../format/safe-text.ts';
import type { CommitWithId } from '../../lake/read-commit.ts';
import { getFiles } from '../../sync/get-files.ts';
import type { ActHost, ActOptions, ActOutcome } from './act-host.ts';

/** Files that are named. */
const NAMED = 20;

/** Brings the bytes of a version from whatever remote has them. */
export async function getAct(
  { lake, sources }: ActHost,
  version: CommitWithId,
  { signal, onProgress }: ActOptions,
): Promise<ActOutcome> {
  const { layer, dataset, metadata } = version.commit;
  const name = safe`${layer}/${dataset}@${metadata.version}`;
  const got = await getFiles(lake, await sources(), version, {
    signal,
    onProgress: ({ ref: subject, objects, bytes, ofObjects, ofBytes }) =>
      onProgress({ what: 'Receiving', subject, objects, bytes, ofObjects, ofBytes }),
  });
  if (got.lost.length > 0) {
    const lost = got.lost.slice(0, NAMED).map(({ path }) => safe`  ${path}`);
    const text = [`${name}: no remote that could be asked has ${count(got.lost.length, 'file')}:`, ...lost];
    return { tone: 'bad', text: text.join('\n') };
  }
  if (got.objects === 0) return { tone: 'good', text: `All of ${name} is here` };
  return {
    tone: 'good',
    text: `${name}: ${count(got.objects, 'file')}, ${formatBytes(got.bytes)} came`,
  };
}
