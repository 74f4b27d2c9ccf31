import { LAYERS } from '../records/layers.ts';
import { type BrokenEntry, commitsOfRef, type LoggedCommit } from './commits-of-ref.ts';
import type { Lake } from './lake.ts';
import { peekHead } from './peek-head.ts';

/**
 * Every commit that any log entry of a ref names, ended and undone ones too, and every commit behind them over
 * parents: the roots that are never collected. Each once; straight from the store, without the catalog; of a layer
 * those of refs that stand before those of refs that have ended. An entry that can't be read is told to `onBroken`,
 * and the rest goes on.
 */
export async function* allCommits(
  lake: Lake,
  onBroken?: (broken: BrokenEntry) => void,
): AsyncIterable<LoggedCommit> {
  for (const layer of LAYERS) {
    const ended: string[] = [];
    for await (const subject of lake.store.logs.subjects(layer, 'refs/')) {
      if ((await peekHead(lake, layer, subject)).ended) ended.push(subject);
      else yield* commitsOfRef(lake, layer, subject, onBroken);
    }
    for (const subject of ended) yield* commitsOfRef(lake, layer, subject, onBroken);
  }
}
