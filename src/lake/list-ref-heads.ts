import { LAYERS, type Layer } from '../records/layers.ts';
import { parseRef } from '../records/parse-ref.ts';
import type { Ref } from '../records/ref.ts';
import type { Lake } from './lake.ts';
import type { RefHead } from './ref-head.ts';
import { refHeads } from './ref-heads.ts';

/** Where every ref of the lake stands, ended ones too, by layer and then by name. */
export async function listRefHeads(lake: Lake, layers: readonly Layer[] = LAYERS): Promise<RefHead[]> {
  const refs: Ref[] = [];
  for (const layer of layers) {
    for await (const subject of lake.store.logs.subjects(layer, 'refs/'))
      refs.push(parseRef(`${layer}/${subject.slice('refs/'.length)}`));
  }
  const heads: RefHead[] = [];
  for await (const batch of refHeads(lake, refs)) heads.push(...batch);
  return heads;
}
