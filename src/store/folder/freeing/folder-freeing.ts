import type { BlobId } from '../../../records/ids.ts';
import { LAYERS, type Layer } from '../../../records/layers.ts';
import { throwIfAborted } from '../../abort.ts';
import type { CallOptions } from '../../contract.ts';
import type { Freed, FreedBytes, Freeing, FreeOptions, RetireOptions, StoredBlobs } from '../../freeing.ts';
import { writing } from '../failure.ts';
import { missingIds } from '../missing-ids.ts';
import type { StoreContext } from '../store-context.ts';
import { bringBack } from './bring-back.ts';
import { fossilBlobs } from './fossil-blobs.ts';
import { type Fossil, type FossilRun, fossilRuns } from './fossils.ts';
import { retireBlobs } from './retire-blobs.ts';
import { isPast } from './session-watch.ts';
import { storedBlobs } from './stored-blobs.ts';

/** How blobs of a folder store are freed: they become fossils, and fossils go once nobody can rely on them. */
export class FolderFreeing implements Freeing {
  readonly #context: StoreContext;

  constructor(context: StoreContext) {
    this.#context = context;
  }

  stored(layer: Layer, options: CallOptions = {}): AsyncIterable<readonly StoredBlobs[]> {
    return storedBlobs(this.#context, layer, options);
  }

  retire(layer: Layer, ids: readonly BlobId[], options: RetireOptions = {}): Promise<FreedBytes> {
    return retireBlobs(this.#context, layer, ids, options);
  }

  isPending(): boolean {
    return fossilRuns(this.#context.layout).length > 0;
  }

  async free(
    keep: (layer: Layer, ids: Iterable<BlobId>) => Promise<ReadonlySet<BlobId>>,
    options: FreeOptions = {},
  ): Promise<Freed> {
    let [bytes, waiting] = [0, 0];
    // All are looked at before anything is asked: what others retire after the first question is not freed by its answer.
    const runs = fossilRuns(this.#context.layout).map((run) => ({
      run,
      past: writing(run.path, () => isPast(this.#context, run)),
    }));
    for (const { run, past } of runs) {
      throwIfAborted(options.signal);
      const ofRun = run.bytes;
      // Also of what waits: a version may have come to name it before it was retired, and is not to lack it meanwhile.
      await this.#bringBackNeeded(run, keep);
      if (!past) {
        waiting += ofRun;
        continue;
      }
      writing(run.path, () => run.remove());
      bytes += ofRun;
    }
    return { bytes, waiting };
  }

  async #bringBackNeeded(
    run: FossilRun,
    keep: (layer: Layer, ids: Iterable<BlobId>) => Promise<ReadonlySet<BlobId>>,
  ): Promise<void> {
    for (const layer of LAYERS) {
      const fossils = run.fossils(layer);
      if (fossils.length === 0) continue;
      const needed = await keep(layer, this.#goneWith(layer, fossils));
      if (needed.size > 0) bringBack(this.#context, layer, needed);
    }
  }

  /** The blobs of these fossils that are nowhere else. */
  #goneWith(layer: Layer, fossils: readonly Fossil[]): Iterable<BlobId> {
    const gone = () =>
      missingIds(
        this.#context.index(layer),
        fossils.flatMap(fossilBlobs),
        () => undefined,
        () => {},
      );
    return { [Symbol.iterator]: () => (gone() as Set<BlobId>).values() };
  }
}
