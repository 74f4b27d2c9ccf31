import { DlakeError } from '../errors.ts';
import type { CommitId } from '../records/ids.ts';
import { LAYERS } from '../records/layers.ts';
import { parseRevision } from '../records/parse-revision.ts';
import { datasetOf, refText } from '../records/ref.ts';
import type { Lake } from './lake.ts';
import { nearRefs } from './near-refs.ts';
import { refHead } from './ref-head.ts';
import { refPositions } from './ref-positions.ts';
import { resolveAll } from './resolve-revision.ts';

/**
 * Where the history that a revision names begins. A dataset alone means all its layers, and a ref that has
 * ended begins where it stood last: its history is still there. Throws what `resolveAll` does.
 */
export async function logStarts(
  lake: Lake,
  text: string,
): Promise<{ readonly from: readonly CommitId[]; readonly path?: string }> {
  const { start, version, back, at, path } = parseRevision(text);
  const rest = path === undefined ? {} : { path };
  const plain = version === undefined && back === undefined && at === undefined;
  if (plain && (start.kind === 'ref' || start.kind === 'dataset')) {
    const refs = start.kind === 'ref' ? [start.ref] : LAYERS.map((layer) => ({ layer, ...start.dataset }));
    const from: CommitId[] = [];
    for (const ref of refs) {
      const head = await refHead(lake, ref);
      const last =
        head?.commit ??
        (await refPositions(lake, ref)).findLast(({ commit }) => commit !== undefined)?.commit;
      if (last !== undefined) from.push(last);
    }
    const name = start.kind === 'ref' ? refText(start.ref) : datasetOf(start.dataset);
    if (from.length === 0) {
      const near = await nearRefs(lake, start.kind === 'ref' ? start.ref : start.dataset);
      throw new DlakeError('ref-unknown', { ref: name, near });
    }
    return { from, ...rest };
  }
  return { from: (await resolveAll(lake, text)).map(({ id }) => id), ...rest };
}
