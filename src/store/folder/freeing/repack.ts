import { DlakeError } from '../../../errors.ts';
import {
  type BlobId,
  cidBytes,
  hexOf,
  idFromCidBytes,
  isBlobId,
  type ObjectId,
} from '../../../records/ids.ts';
import { CID_BYTES } from '../../../records/pack.ts';
import { sha256Hex } from '../../../records/sha256.ts';
import type { Layout } from '../layout.ts';
import { type FinishedPack, PackBuilder } from '../pack-builder.ts';
import { readAt, readPackContents, withPackFile } from '../pack-file.ts';
import { objectMode, type Sharing } from '../sharing.ts';

export interface PackToSplit {
  readonly layout: Layout;
  readonly sharing: Sharing;
  readonly path: string;
  /** What is not wanted any more. */
  readonly wanted: ReadonlySet<BlobId>;
  readonly freshPath: () => string;
}

/** What a pack was split into. */
export interface SplitPack {
  /** New packs, durable under temporary names, with all that stays. */
  readonly packs: readonly FinishedPack[];
  /** What they leave out. */
  readonly left: readonly { readonly id: BlobId; readonly bytes: number }[];
}

/**
 * Packs anew what a pack has besides these blobs. Undefined when it is gone. Throws `object-damaged` for an object
 * that would have to stay: what is left of it is not thrown away.
 */
export async function repack({
  layout,
  sharing,
  path,
  wanted,
  freshPath,
}: PackToSplit): Promise<SplitPack | undefined> {
  const where = layout.keyOf(path);
  const builder = new PackBuilder(freshPath, objectMode(sharing));
  const left: SplitPack['left'][number][] = [];
  const found = withPackFile(path, (file) => {
    const { ids, count, offsets, lengths } = readPackContents(file, where).table;
    for (let row = 0; row < count; row++) {
      const id = idFromCidBytes(ids.subarray(row * CID_BYTES, (row + 1) * CID_BYTES)) as ObjectId;
      const [offset, length] = [offsets[row] as number, lengths[row] as number];
      if (isBlobId(id) && wanted.has(id)) left.push({ id, bytes: length });
      else builder.append(cidBytes(id), wholeObject(file, id, offset, length, where));
    }
    return true;
  });
  if (found === undefined) return undefined;
  return { packs: await builder.finish(), left };
}

function wholeObject(file: number, id: ObjectId, offset: number, length: number, where: string): Uint8Array {
  const bytes = readAt(file, offset, length);
  const digest = sha256Hex(bytes);
  if (digest !== hexOf(id)) throw new DlakeError('object-damaged', { id, found: digest, where });
  return bytes;
}
