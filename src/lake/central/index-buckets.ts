import type { Catalog } from '../../catalog/catalog.ts';
import { type PlacedFile, placeFiles } from '../../catalog/place-files.ts';
import { LAYERS, type Layer } from '../../records/layers.ts';
import type { BucketIndex } from '../../store/s3/bucket-index.ts';

/** A stored file that can't be read as what its key says. */
export interface BrokenFile {
  readonly where: string;
  readonly reason: string;
}

/** Objects that go into the catalog together. */
const OBJECTS_AT_ONCE = 20_000;

/**
 * Brings into a catalog what lies where in the buckets, as the buckets tell it. What can't be read is returned; the
 * rest goes on. Nothing that was found so counts as proved.
 */
export async function indexBuckets(
  index: BucketIndex,
  catalog: Catalog,
  options: { readonly signal?: AbortSignal; readonly onFile?: (files: number) => void } = {},
): Promise<readonly BrokenFile[]> {
  const broken: BrokenFile[] = [];
  let files = 0;
  for (const layer of LAYERS) {
    let waiting: PlacedFile[] = [];
    let objects = 0;
    const place = async () => {
      await placeFiles(catalog, layer, waiting);
      waiting = [];
      objects = 0;
    };
    for await (const one of index.contents(layer, options.signal)) {
      files += 1;
      options.onFile?.(files);
      if ('reason' in one) {
        broken.push({ where: whereOf(layer, one.file), reason: one.reason });
        continue;
      }
      waiting.push({ ...one.file, objects: one.objects });
      objects += one.objects.length;
      if (objects >= OBJECTS_AT_ONCE) await place();
    }
    await place();
  }
  return broken;
}

const whereOf = (layer: Layer, { kind, key }: { readonly kind: string; readonly key: string }): string =>
  `${layer}/${kind}s/${key.slice(0, 2)}/${key}`;
