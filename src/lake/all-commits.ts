import { LAYERS } from '../records/layers.ts';
import { type BrokenEntry, commitsOfRef, type LoggedCommit } from './commits-of-ref.ts';
import type { Lake } from './lake.ts';

/**
 * Every commit that any log entry of a ref names, ended and undone ones too, and every commit behind them over
 * parents: the roots that are never collected. Each once; straight from the store, without the catalog; of a layer
 * first those that are named since their refs ended last. An entry that can't be read is told to `onBroken`,
 * and the rest goes on.
 */
export async function* allCommits(
  lake: Lake,
  onBroken?: (broken: BrokenEntry) => void,
): AsyncIterable<LoggedCommit> {
  for (const layer of LAYERS) {
    const ended: string[] = [];
    for await (const subject of lake.store.logs.subjects(layer, 'refs/')) {
      for await (const one of commitsOfRef(lake, layer, subject, onBroken)) {
        if (one.ended) {
          ended.push(subject);
          break;
        }
        yield one;
      }
    }
    for (const subject of ended)
      for await (const one of commitsOfRef(lake, layer, subject)) if (one.ended) yield one;
  }
}
