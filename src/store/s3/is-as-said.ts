import type { Layer } from '../../records/layers.ts';
import { packContents } from './pack-contents.ts';
import type { S3Context } from './store-context.ts';
import type { StoredFile } from './store-index.ts';

/** Whether a pack has by its own index all that is said to be in it. */
export async function isAsSaid(
  { requests, index }: S3Context,
  layer: Layer,
  file: StoredFile,
  signal: AbortSignal | undefined,
): Promise<boolean> {
  const contents = await packContents(requests, layer, file, signal);
  const packed = new Map((contents ?? []).map(({ id, offset, length }) => [id, { offset, length }]));
  const said = await index.objects(layer, file);
  return said.every(({ id, offset, length }) => {
    const found = packed.get(id);
    return found?.offset === offset && found.length === length;
  });
}
