import { hexOf } from '../../../records/ids.ts';
import type { FileToWrite } from '../../contract.ts';
import type { LayerIndex } from '../layer-index.ts';
import { wantedOf } from '../pack-cache/wanted-of.ts';
import type { WriteRequest } from './write-messages.ts';

/** Files that are looked up and put in order at once. */
const SLICE_FILES = 16_384;
/** Files that one thread writes before it reports. */
const BATCH_FILES = 512;
const BATCH_BYTES = 4 * 1024 * 1024;

/** A file and where its blob lies. */
interface Placed {
  readonly file: FileToWrite;
  readonly source: string;
  readonly packed: boolean;
  readonly offset: number;
  readonly length: number;
  /** The file is not the store's: it is never linked to. */
  readonly foreign: boolean;
}

/** Files for one request, and how many bytes they have. */
export interface WriteBatch {
  readonly files: readonly FileToWrite[];
  readonly request: WriteRequest;
  readonly weight: number;
}

/** Cuts files into batches, a slice at a time, in order of where their blobs lie. A blob that is nowhere counts as one of its own. */
export function* writeBatches(
  index: LayerIndex,
  files: Iterable<FileToWrite>,
  how: Pick<WriteRequest, 'root' | 'temporary' | 'linkMode'>,
): Iterable<WriteBatch> {
  for (const slice of slicesOf(files)) {
    let batch: Placed[] = [];
    let bytes = 0;
    for (const placed of place(index, slice)) {
      const isFull = batch.length === BATCH_FILES || bytes + placed.length > BATCH_BYTES;
      if (batch[0] !== undefined && (isFull || batch[0].foreign !== placed.foreign)) {
        yield batchOf(batch, how);
        batch = [];
        bytes = 0;
      }
      batch.push(placed);
      bytes += placed.length;
    }
    if (batch.length > 0) yield batchOf(batch, how);
  }
}

function* slicesOf(files: Iterable<FileToWrite>): Iterable<readonly FileToWrite[]> {
  let slice: FileToWrite[] = [];
  for (const file of files) {
    slice.push(file);
    if (slice.length < SLICE_FILES) continue;
    yield slice;
    slice = [];
  }
  if (slice.length > 0) yield slice;
}

function place(index: LayerIndex, files: readonly FileToWrite[]): readonly Placed[] {
  const places = index.packs.locate(wantedOf(files.map((file) => file.blob)));
  const placed = files.map((file, row): Placed & { readonly pack: number } => {
    const pack = places.packs[row] as number;
    if (pack === -1) {
      const loose = index.references.isEmpty ? undefined : index.looseBlob(hexOf(file.blob));
      const source = loose?.path ?? index.blobPath(hexOf(file.blob));
      const foreign = loose?.foreign === true;
      return { file, pack, source, packed: false, offset: 0, length: file.size, foreign };
    }
    const [offset, length] = [places.offsets[row] as number, places.lengths[row] as number];
    return { file, pack, source: index.packs.pathOf(pack), packed: true, offset, length, foreign: false };
  });
  // Large blobs, whose pack is -1, come first: none is left for the end.
  return placed.sort(
    (a, b) => a.pack - b.pack || Number(a.foreign) - Number(b.foreign) || a.offset - b.offset,
  );
}

function batchOf(
  placed: readonly Placed[],
  how: Pick<WriteRequest, 'root' | 'temporary' | 'linkMode'>,
): WriteBatch {
  const files = placed.map(({ file }) => file);
  const sources = [...new Set(placed.map(({ source }) => source))];
  const numbers = new Map(sources.map((source, number) => [source, number]));
  const request: WriteRequest = {
    ...how,
    linkMode: placed[0]?.foreign ? 'copy' : how.linkMode,
    paths: files.map((file) => file.path),
    digests: Buffer.from(files.map((file) => hexOf(file.blob)).join(''), 'hex'),
    executable: Uint8Array.from(files, (file) => Number(file.executable)),
    sources,
    sourceOf: Uint32Array.from(placed, ({ source }) => numbers.get(source) as number),
    offsets: Float64Array.from(placed, ({ offset }) => offset),
    lengths: Float64Array.from(placed, ({ length }) => length),
    packed: Uint8Array.from(placed, ({ packed }) => Number(packed)),
  };
  return { files, request, weight: placed.reduce((sum, { length }) => sum + length + 1, 0) };
}
