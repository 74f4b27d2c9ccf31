import { renameSync } from 'node:fs';
import { basename, join, relative } from 'node:path';
import { type BlobId, blobId, hexOf } from '../../../records/ids.ts';
import type { Layer } from '../../../records/layers.ts';
import { throwIfAborted } from '../../abort.ts';
import type { FreedBytes, RetireOptions } from '../../freeing.ts';
import { errnoOf, writing } from '../failure.ts';
import { lookAt } from '../look-at.ts';
import type { Wanted } from '../pack-cache/wanted.ts';
import { wantedOf } from '../pack-cache/wanted-of.ts';
import { publish } from '../publish.ts';
import type { StoreContext } from '../store-context.ts';
import { dropFossils } from './drop-fossils.ts';
import { type FossilRun, newRun } from './fossils.ts';
import { repack } from './repack.ts';
import { noteSessions } from './session-watch.ts';

/** Beyond so many, the folders of large blobs are listed rather than asked for each. */
const ASKED_ONE_BY_ONE = 256;

/**
 * Takes blobs out of a layer as `Freeing.retire` says: a large one leaves its place, and so does each pack that has
 * some of them, once what it has besides lies in a new one.
 */
export async function retireBlobs(
  context: StoreContext,
  layer: Layer,
  ids: readonly BlobId[],
  options: RetireOptions,
): Promise<FreedBytes> {
  throwIfAborted(options.signal);
  if (options.forGood) dropFossils(context, layer, new Set(ids));
  const { layout, folders, workspace } = context;
  const run = newRun(layout);
  const session = writing(layout.root, () => workspace.session());
  try {
    writing(run.path, () => {
      folders.make(run.path);
      run.begin(relative(layout.temporaries, session.path));
    });
    const freed = await new Retiring(context, layer, run, session.path, options.signal).retire(ids);
    if (freed.objects > 0) {
      context.index(layer).refresh('unproved');
      writing(run.path, () => {
        folders.sync();
        run.end();
        if (!options.forGood) noteSessions(context, run);
      });
    }
    if (freed.objects === 0 || options.forGood) writing(run.path, () => run.remove());
    return freed;
  } finally {
    session.remove();
  }
}

class Retiring {
  readonly #context: StoreContext;
  readonly #layer: Layer;
  readonly #run: FossilRun;
  readonly #temporary: string;
  readonly #signal: AbortSignal | undefined;
  readonly #retired = new Set<BlobId>();
  #bytes = 0;
  #made = 0;

  constructor(
    context: StoreContext,
    layer: Layer,
    run: FossilRun,
    temporary: string,
    signal: AbortSignal | undefined,
  ) {
    this.#context = context;
    this.#layer = layer;
    this.#run = run;
    this.#temporary = temporary;
    this.#signal = signal;
  }

  async retire(ids: readonly BlobId[]): Promise<FreedBytes> {
    const wanted = new Set(ids);
    // Another copy may lie in another pack: until none is found.
    const columns = wantedOf(ids);
    while (await this.#retirePacks(wanted, columns)) throwIfAborted(this.#signal);
    for (const key of this.#largeBlobs(wanted)) this.#retireLarge(key);
    return { objects: this.#retired.size, bytes: this.#bytes };
  }

  async #retirePacks(wanted: ReadonlySet<BlobId>, columns: Wanted): Promise<boolean> {
    const index = this.#context.index(this.#layer);
    index.refresh('unproved');
    const numbers = new Set(index.packs.locate(columns).packs);
    numbers.delete(-1);
    for (const path of [...numbers].map((number) => index.packs.pathOf(number))) {
      throwIfAborted(this.#signal);
      await this.#retirePack(path, wanted);
    }
    return numbers.size > 0;
  }

  async #retirePack(path: string, wanted: ReadonlySet<BlobId>): Promise<void> {
    const freshPath = () => {
      this.#made += 1;
      return join(this.#temporary, `p-${this.#made}`);
    };
    const kept = await repack({ ...this.#context, path, wanted, freshPath });
    if (kept === undefined) return;
    if (kept.packs.length > 0) publish(this.#context, this.#layer, { packs: kept.packs, blobs: [] });
    if (!this.#move(path, 'packs', basename(path))) return;
    for (const { id, bytes } of kept.left) this.#note(id, bytes);
  }

  /** The keys of those that lie by themselves; where many are asked for, their folders are listed instead. */
  #largeBlobs(wanted: ReadonlySet<BlobId>): readonly string[] {
    if (wanted.size <= ASKED_ONE_BY_ONE) return [...wanted].map(hexOf);
    return [...this.#context.index(this.#layer).blobs()].filter((key) => wanted.has(blobId(key)));
  }

  #retireLarge(key: string): void {
    const path = this.#context.layout.blob(this.#layer, key);
    const size = lookAt(path)?.size;
    if (size === undefined) return;
    if (this.#move(path, 'blobs', key)) this.#note(blobId(key), size);
  }

  #note(id: BlobId, bytes: number): void {
    if (this.#retired.has(id)) return;
    this.#retired.add(id);
    this.#bytes += bytes;
  }

  /** False when somebody else has taken it out meanwhile. */
  #move(path: string, kind: 'blobs' | 'packs', key: string): boolean {
    const place = this.#run.place(this.#layer, kind, key);
    const { folders } = this.#context;
    return writing(place, () => {
      try {
        folders.change(this.#run.folder(this.#layer, kind), () => renameSync(path, place));
        return true;
      } catch (error) {
        if (errnoOf(error) !== 'ENOENT' || lookAt(path) !== undefined) throw error;
        return false;
      }
    });
  }
}
