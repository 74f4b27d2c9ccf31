import { join } from 'node:path';
import { CleanMark } from './clean-mark.ts';
import { DamagedBlobs } from './damaged-blobs.ts';
import { Layout } from './layout.ts';
import { lookAt } from './look-at.ts';
import { CODEC_AT, LENGTH_AT, OFFSET_AT, PACK_AT } from './pack-cache/block.ts';
import { PackCache } from './pack-cache/pack-cache.ts';
import { isHashOf, isKeyIn, makeDurable, PackFolder } from './pack-cache/pack-folder.ts';
import { DIGEST_BYTES, oneBlob, RAW_CODEC, type Wanted } from './pack-cache/wanted.ts';
import { References } from './references/references.ts';
import type { StoreSetup } from './workers/worker-messages.ts';
import { namesIn } from './workspace.ts';

/** Where an object lies: a piece of a file. */
export interface Extent {
  readonly path: string;
  readonly offset: number;
  readonly length: number;
  /** Whether the file is a pack, and not the object itself. */
  readonly packed: boolean;
  /** The file is not the store's: it is only referred to. */
  readonly foreign?: true;
}

/** What one layer holds, as one thread sees it. */
export class LayerIndex {
  readonly packs: PackCache;
  readonly references: References;
  readonly packFolder: PackFolder;
  readonly #layout: Layout;
  readonly #setup: StoreSetup;
  readonly #mark: CleanMark;
  readonly #damaged: DamagedBlobs;

  /** `now` tells what the store's clock says; a thread that works for a session needs none. */
  constructor(setup: StoreSetup, now: () => number | undefined = () => undefined) {
    this.#setup = setup;
    this.#layout = new Layout(setup.root);
    this.#mark = new CleanMark(this.#layout, now);
    this.#damaged = new DamagedBlobs(join(setup.cache, 'damaged', setup.layer));
    this.references = new References(this.#layout.references(setup.layer));
    this.packFolder = new PackFolder(this.#layout, setup.layer, this.#mark);
    this.packs = new PackCache(join(setup.cache, 'packs', setup.layer), this.packFolder);
  }

  /** Takes in what others did since the last look; see `PackCache.refresh`. */
  refresh(how?: 'proved' | 'unproved'): void {
    this.#mark.forget();
    this.#damaged.forget();
    this.references.refresh();
    this.packs.refresh(how);
  }

  /** Whether a pack holds the blob with this digest. */
  isPacked(digest: Buffer): boolean {
    if (this.packs.isEmpty) return false;
    return this.packs.locate(oneBlob(digest), 'proved').packs[0] !== -1;
  }

  /** Where the first of the wanted objects lies; undefined when the layer is not known to hold it. */
  find(wanted: Wanted): Extent | undefined {
    const places = this.packs.locate(wanted);
    const pack = places.packs[0] as number;
    if (pack === -1) return this.#blobOf(wanted);
    const [offset, length] = [places.offsets[0] as number, places.lengths[0] as number];
    return { path: this.packs.pathOf(pack), offset, length, packed: true };
  }

  /** Every place where the first of the wanted objects lies, after another look at the packs. */
  *copies(wanted: Wanted): Iterable<Extent> {
    this.refresh('unproved');
    const prefix = wanted.digests.readUIntBE(0, 6);
    for (const entry of this.packs.between(prefix, prefix)) {
      if (entry.compare(wanted.digests, 0, CODEC_AT, 0, CODEC_AT) !== 0) continue;
      if (entry[CODEC_AT] !== wanted.codecs[0]) continue;
      const path = this.packs.pathOf(entry.readUInt32BE(PACK_AT));
      yield {
        path,
        offset: entry.readUInt32BE(OFFSET_AT),
        length: entry.readUInt32BE(LENGTH_AT),
        packed: true,
      };
    }
    const blob = this.#blobOf(wanted);
    if (blob !== undefined) yield blob;
  }

  /** The folder of the layer. */
  get layerFolder(): string {
    return join(this.#layout.root, this.#setup.layer);
  }

  /** The file of a large blob. */
  blobPath(hex: string): string {
    return this.#layout.blob(this.#setup.layer, hex);
  }

  #blobOf(wanted: Wanted): Extent | undefined {
    if (wanted.codecs[0] !== RAW_CODEC) return undefined;
    return this.looseBlob(wanted.digests.toString('hex', 0, DIGEST_BYTES));
  }

  /** The file that is all of a blob: the store's own, or one that is referred to. */
  looseBlob(hex: string): Extent | undefined {
    const path = this.blobPath(hex);
    const stat = lookAt(path);
    if (stat?.isFile()) return { path, offset: 0, length: stat.size, packed: false };
    const reference = this.references.find(hex);
    return (
      reference && {
        path: reference.path,
        offset: 0,
        length: reference.size,
        packed: false,
        foreign: true,
      }
    );
  }

  /**
   * Whether a file of its own holds the blob with this digest. It counts if it has the right size, where that is
   * known, is older than the last clean mark and was not found damaged; if it is younger it is hashed and made
   * durable first.
   */
  isBlob(hex: string, size: number | undefined): boolean {
    const path = this.blobPath(hex);
    const found = lookAt(path);
    if (found === undefined || !found.isFile() || (size !== undefined && found.size !== size)) return false;
    if (this.#damaged.has(hex, found.ctimeMs)) return false;
    return found.ctimeMs < this.#mark.time || (isHashOf(path, hex) && makeDurable(path));
  }

  /** Remembers that these large blobs are damaged as they are now: they don't count as held. */
  noteDamaged(keys: Iterable<string>): void {
    const changedAt = (key: string) => lookAt(this.blobPath(key))?.ctimeMs;
    this.#damaged.note(keys, changedAt);
  }

  /** The digests of all large blobs, in hex. */
  *blobs(): Iterable<string> {
    const folder = this.#layout.blobs(this.#setup.layer);
    for (const part of namesIn(folder)) {
      for (const name of namesIn(join(folder, part))) if (isKeyIn(name, part)) yield name;
    }
  }

  /** How long the large blobs are. */
  blobSizes(): Set<number> {
    const sizes = new Set<number>();
    for (const hex of this.blobs()) {
      const size = lookAt(this.blobPath(hex))?.size;
      if (size !== undefined) sizes.add(size);
    }
    return sizes;
  }

  close(): void {
    this.packs.close();
  }
}
