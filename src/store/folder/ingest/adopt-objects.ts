import { closeSync, openSync, rmSync } from 'node:fs';
import { basename } from 'node:path';
import { hexOf, isBlobId, type ObjectId } from '../../../records/ids.ts';
import type { AdoptOptions } from '../../contract.ts';
import { BackgroundFlush } from '../background-flush.ts';
import { errnoOf, writeFailure } from '../failure.ts';
import type { LayerIndex } from '../layer-index.ts';
import { listedBlobs } from '../listed-blobs.ts';
import { lookAt } from '../look-at.ts';
import { missingIds } from '../missing-ids.ts';
import type { FinishedPack } from '../pack-builder.ts';
import { wantedOf } from '../pack-cache/wanted-of.ts';
import { objectMode, type Sharing } from '../sharing.ts';
import { FileCopier } from './copy-file.ts';
import type { TakenBlob, TakenObjects } from './taken-objects.ts';

/** How objects are taken from another layer. */
export interface Adopting extends Pick<AdoptOptions, 'onCopied' | 'withdrawn'> {
  /** Throws when the session is to stop. */
  readonly checkpoint: () => void;
}

/** What a session takes from another layer: large blobs, and packs that are wanted for the most part. */
export class AdoptObjects {
  readonly #index: LayerIndex;
  readonly #freshPath: () => string;
  readonly #flush = new BackgroundFlush();
  readonly #copier: FileCopier;
  readonly #copied = new Set<string>();
  #packs: FinishedPack[] = [];
  #blobs: TakenBlob[] = [];

  constructor(index: LayerIndex, freshPath: () => string, sharing: Sharing, stopped: () => boolean) {
    this.#index = index;
    this.#freshPath = freshPath;
    this.#copier = new FileCopier(this.#flush, objectMode(sharing), stopped);
  }

  /**
   * Copies what is copied as a whole, each file re-hashed on the way. Returns the objects that are taken or held
   * already, and those that are to be packed anew; nothing where the other layer has nothing.
   */
  async adopt(
    from: LayerIndex,
    ids: readonly ObjectId[],
    { checkpoint, onCopied, withdrawn }: Adopting,
  ): Promise<{ readonly taken: ReadonlySet<ObjectId>; readonly loose: readonly ObjectId[] }> {
    from.refresh('unproved');
    const isListed = listedBlobs(from, ids.length);
    if (from.packs.isEmpty && !ids.some((id) => isBlobId(id) && isListed(hexOf(id))))
      return { taken: new Set(), loose: [] };
    const lacking = missingIds(this.#index, ids, () => undefined, checkpoint);
    const taken = new Set(ids.filter((id) => !lacking.has(id)));
    const wanted = [...lacking];
    const places = from.packs.locate(wantedOf(wanted));
    const packed = new Map<number, { readonly ids: ObjectId[]; bytes: number }>();
    for (const [row, id] of wanted.entries()) {
      const pack = places.packs[row] as number;
      if (pack === -1) {
        checkpoint();
        const hex = hexOf(id);
        const isThere = isBlobId(id) && isListed(hex);
        const copied = isThere ? await this.#copyBlob(from.blobPath(hex), hex) : undefined;
        if (copied === undefined) continue;
        taken.add(id);
        onCopied?.({ objects: 1, bytes: copied });
        continue;
      }
      const group = packed.get(pack) ?? { ids: [], bytes: 0 };
      group.ids.push(id);
      group.bytes += places.lengths[row] as number;
      packed.set(pack, group);
    }
    const loose: ObjectId[] = [];
    const unwanted = withdrawn === undefined ? [] : [...withdrawn];
    const tainted = new Set(from.packs.locate(wantedOf(unwanted)).packs);
    for (const [pack, group] of packed) {
      checkpoint();
      if (!tainted.has(pack) && (await this.#copyPack(from.packs.pathOf(pack), group))) {
        for (const id of group.ids) taken.add(id);
        onCopied?.({ objects: group.ids.length, bytes: group.bytes });
      } else loose.push(...group.ids);
    }
    return { taken, loose };
  }

  /** What was copied since the last call, durable but for its names. */
  async finish(): Promise<TakenObjects> {
    try {
      await this.#flush.done();
    } catch (error) {
      throw writeFailure(error, this.#index.layerFolder);
    }
    const taken = { packs: this.#packs, blobs: this.#blobs };
    this.#packs = [];
    this.#blobs = [];
    return taken;
  }

  /** Forgets what was not finished; the files are the session's to remove. */
  async abandon(): Promise<void> {
    this.#packs = [];
    this.#blobs = [];
    await this.#flush.done().catch(() => undefined);
  }

  /** The bytes that were copied, none when they were before; undefined when it can't be. */
  async #copyBlob(path: string, key: string): Promise<number | undefined> {
    const copy = await this.#copy(path, key);
    if (copy === undefined || 'before' in copy) return copy && 0;
    this.#blobs.push({ path: copy.path, key, bytes: copy.bytes });
    return copy.bytes;
  }

  async #copyPack(
    path: string,
    wanted: { readonly ids: readonly ObjectId[]; readonly bytes: number },
  ): Promise<boolean> {
    const key = basename(path);
    const size = lookAt(path)?.size;
    if (!this.#copied.has(key) && (size === undefined || wanted.bytes * 2 < size)) return false;
    const copy = await this.#copy(path, key);
    if (copy !== undefined && 'path' in copy) {
      this.#packs.push({ path: copy.path, key, objects: wanted.ids.length, bytes: wanted.bytes });
    }
    return copy !== undefined;
  }

  /** The copy of a file; undefined when it is not there or its bytes are not its name's. */
  async #copy(
    source: string,
    key: string,
  ): Promise<{ readonly path: string; readonly bytes: number } | { readonly before: true } | undefined> {
    if (this.#copied.has(key)) return { before: true };
    let file: number;
    try {
      file = openSync(source, 'r');
    } catch (error) {
      if (errnoOf(error) === 'ENOENT') return undefined;
      throw error;
    }
    const path = this.#freshPath();
    try {
      const streamed = await this.#copier.copy({ file, path: source }, path, undefined);
      if (streamed.key !== key) {
        rmSync(path, { force: true });
        return undefined;
      }
      this.#copied.add(key);
      return { path, bytes: streamed.bytes };
    } finally {
      closeSync(file);
    }
  }
}
