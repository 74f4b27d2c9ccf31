import { DlakeError } from '../errors.ts';
import type { Layer } from '../records/layers.ts';
import type { ReadPage } from '../records/manifest-tree.ts';
import type { FileLake } from './lake.ts';

/** Reads pages from the first of these layers that holds them; a page that none holds is `object-missing`. */
export function pageReader(lake: FileLake, ...layers: readonly Layer[]): ReadPage {
  return async (id) => {
    for (const layer of new Set(layers)) {
      const bytes = await lake.store.read(layer, id);
      if (bytes !== undefined) return bytes;
    }
    throw new DlakeError('object-missing', { id });
  };
}
