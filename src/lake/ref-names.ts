import { LAYERS } from '../records/layers.ts';
import type { Lake } from './lake.ts';

/** The names of all refs that a lake has or had, by layer; no log is opened for it. */
export async function* refNames(lake: Lake): AsyncIterable<string> {
  for (const layer of LAYERS) {
    for await (const subject of lake.store.logs.subjects(layer, 'refs/')) {
      yield `${layer}/${subject.slice('refs/'.length)}`;
    }
  }
}
