import { LAYERS, type Layer } from '../records/layers.ts';
import { parseRef } from '../records/parse-ref.ts';
import type { Lake } from './lake.ts';
import { type RefHead, refHead } from './ref-head.ts';

/** Where every ref of the lake stands, ended ones too, by layer and then by name. */
export async function listRefHeads(lake: Lake, layers: readonly Layer[] = LAYERS): Promise<RefHead[]> {
  const heads: RefHead[] = [];
  for (const layer of layers) {
    for await (const subject of lake.store.logs.subjects(layer, 'refs/')) {
      const head = await refHead(lake, parseRef(`${layer}/${subject.slice('refs/'.length)}`));
      if (head !== undefined) heads.push(head);
    }
  }
  return heads;
}
