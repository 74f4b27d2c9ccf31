import { type BlobId, hexOf } from '../../records/ids.ts';
import { LAYERS, type Layer } from '../../records/layers.ts';
import { throwIfAborted } from '../../store/abort.ts';
import type { CallOptions } from '../../store/contract.ts';
import type { DigestSpool } from '../../store/digest-spool.ts';
import type { Freeing, StoredBlobs } from '../../store/freeing.ts';
import type { Lake } from '../lake.ts';
import type { Marked } from './mark.ts';

/** So many blobs, of so many bytes in all. */
export interface Swept {
  objects: number;
  bytes: number;
}

/** What is to become of a layer's blobs that nothing needs. */
export interface SweptLayer {
  readonly layer: Layer;
  /** Freed, or would be: what only refs named that have ended. */
  readonly ended: Swept;
  /** Freed, or would be: what no version names. */
  readonly unnamed: Swept;
  /** Of what has ended, that of which no other copy is known in this lake. */
  readonly lastCopies: Swept;
  /** Stays, since most of what lies in a pack with it is needed. */
  readonly packed: Swept;
  /** Stays, since a server's lock keeps it. */
  readonly locked: Swept & { until?: string };
}

export interface SweepOptions extends CallOptions {
  /** How old a file has to be in which something lies that no version names, in milliseconds. */
  readonly unnamedMs: number;
  readonly forceLastCopy: boolean;
  /** Take out what is found; else it is only counted. */
  readonly retire: boolean;
  /** Takes the digests of last copies. */
  readonly lastCopies: DigestSpool;
}

/** Ids that are retired at once. */
const RETIRED_AT_ONCE = 65_536;

type Fate = 'ended' | 'last-copy' | 'unnamed' | undefined;

/** Goes through what a layer holds, and takes out what nothing needs. Memory does not grow with it. */
export async function sweepLayer(
  lake: Lake,
  freeing: Freeing,
  layer: Layer,
  marked: Marked,
  options: SweepOptions,
): Promise<SweptLayer> {
  const none = (): Swept => ({ objects: 0, bytes: 0 });
  const swept = {
    layer,
    ended: none(),
    unnamed: none(),
    lastCopies: none(),
    packed: none(),
    locked: none() as SweptLayer['locked'],
  };
  let waiting: BlobId[] = [];
  const retire = async (least: number) => {
    if (!options.retire || waiting.length < least) return;
    const { signal } = options;
    await freeing.retire(layer, waiting, signal && { signal });
    waiting = [];
  };
  for await (const files of freeing.stored(layer, options)) {
    throwIfAborted(options.signal);
    for (const file of files) {
      for (const id of await sweepFile(lake, layer, file, marked, options, swept)) waiting.push(id);
      await retire(RETIRED_AT_ONCE);
      if (!options.retire) waiting = [];
    }
  }
  await retire(1);
  return swept;
}

/** Counts what is to become of a file's blobs; gives those that are to go. */
async function sweepFile(
  lake: Lake,
  layer: Layer,
  file: StoredBlobs,
  marked: Marked,
  options: SweepOptions,
  swept: SweptLayer,
): Promise<readonly BlobId[]> {
  const fates = await fatesOf(lake, layer, file, marked, options);
  const useless = file.blobs.filter((_, n) => fates[n] !== undefined);
  if (useless.length === 0) return [];
  if (file.lockedUntil !== undefined && Date.parse(file.lockedUntil) > lake.now().getTime()) {
    add(swept.locked, useless);
    if (file.lockedUntil > (swept.locked.until ?? '')) swept.locked.until = file.lockedUntil;
    return [];
  }
  // A pack is packed anew when at least half of it is to go.
  const isWorthIt = (gone: StoredBlobs['blobs']) => {
    if (bytesOf(gone) * 2 >= bytesOf(file.blobs)) return true;
    add(swept.packed, gone);
    return false;
  };
  if (!isWorthIt(useless)) return [];
  for (const [n, blob] of file.blobs.entries()) {
    if (fates[n] !== 'last-copy') continue;
    add(swept.lastCopies, [blob]);
    options.lastCopies.add(hexOf(blob.id));
  }
  const going = file.blobs.filter((_, n) => goes(fates[n], options));
  if (going.length === 0 || (going.length < useless.length && !isWorthIt(going))) return [];
  for (const [n, blob] of file.blobs.entries()) {
    if (goes(fates[n], options)) add(fates[n] === 'unnamed' ? swept.unnamed : swept.ended, [blob]);
  }
  return going.map(({ id }) => id);
}

const goes = (fate: Fate, { forceLastCopy }: SweepOptions): boolean =>
  fate !== undefined && (fate !== 'last-copy' || forceLastCopy);

async function fatesOf(
  lake: Lake,
  layer: Layer,
  { blobs, ageMs }: StoredBlobs,
  marked: Marked,
  { unnamedMs }: SweepOptions,
): Promise<readonly Fate[]> {
  const [live, ended] = [marked.live.get(layer), marked.ended.get(layer)];
  const fates = blobs.map(({ id }): Fate => {
    const digest = hexOf(id);
    if (live?.has(digest)) return undefined;
    if (ended?.has(digest)) return 'last-copy';
    return ageMs >= unnamedMs ? 'unnamed' : undefined;
  });
  for (const other of LAYERS) {
    if (other === layer) continue;
    const asked = blobs.filter(
      ({ id }, n) => fates[n] === 'last-copy' && marked.live.get(other)?.has(hexOf(id)),
    );
    if (asked.length === 0) continue;
    const missing = await lake.store.missing(
      other,
      asked.map(({ id }) => id),
    );
    const copied = new Set(asked.filter(({ id }) => !missing.has(id)).map(({ id }) => id));
    for (const [n, { id }] of blobs.entries()) if (copied.has(id)) fates[n] = 'ended';
  }
  return fates;
}

function add(swept: Swept, blobs: readonly { readonly bytes: number }[]): void {
  swept.objects += blobs.length;
  swept.bytes += bytesOf(blobs);
}

const bytesOf = (blobs: readonly { readonly bytes: number }[]) =>
  blobs.reduce((sum, { bytes }) => sum + bytes, 0);
