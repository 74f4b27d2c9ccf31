import { type BlobId, hexOf } from '../../../records/ids.ts';
import type { Layer } from '../../../records/layers.ts';
import type { Referencing, StrayedFile } from '../../referencing.ts';
import { lookAt } from '../look-at.ts';
import { wantedOf } from '../pack-cache/wanted-of.ts';
import type { StoreContext } from '../store-context.ts';
import { referenceState } from './reference-state.ts';

/** What a folder store refers to. */
export class FolderReferences implements Referencing {
  readonly #context: StoreContext;

  constructor(context: StoreContext) {
    this.#context = context;
  }

  only(layer: Layer, ids: readonly BlobId[]): ReadonlySet<BlobId> {
    const { references } = this.#context.index(layer);
    return new Set(this.#unstored(layer, ids).filter((id) => references.find(hexOf(id)) !== undefined));
  }

  strayed(layer: Layer, ids: readonly BlobId[]): readonly StrayedFile[] {
    const { references } = this.#context.index(layer);
    return this.#unstored(layer, ids).flatMap((id) => {
      const files = references
        .of(hexOf(id))
        .map((one) => ({ id, path: one.path, state: referenceState(one) }));
      const [first] = files;
      const isThere = files.some(({ state }) => state === 'as-recorded');
      return first === undefined || first.state === 'as-recorded' || isThere ? [] : [first as StrayedFile];
    });
  }

  referrers(layer: Layer): ReadonlySet<string> {
    return this.#context.index(layer).references.referrers;
  }

  /** Those that are referred to, or were, and are not in the store. */
  #unstored(layer: Layer, ids: readonly BlobId[]): readonly BlobId[] {
    const index = this.#context.index(layer);
    index.refresh('unproved');
    if (index.references.isEmpty) return [];
    const { packs } = index.packs.locate(wantedOf(ids));
    return ids.filter((id, row) => packs[row] === -1 && lookAt(index.blobPath(hexOf(id))) === undefined);
  }
}
