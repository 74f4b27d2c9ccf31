import { type BlobId, blobId, hexOf } from '../records/ids.ts';
import type { ManifestEntry } from '../records/manifest-entry.ts';
import { EXECUTABLE, type FileTable } from './file-table.ts';
import { DIGEST_BYTES } from './stat-cache.ts';

/** The id of the bytes of a row. */
export function blobAt(digests: Uint8Array, row: number): BlobId {
  const at = digests.byteOffset + row * DIGEST_BYTES;
  return blobId(Buffer.from(digests.buffer, at, DIGEST_BYTES).toString('hex'));
}

/** Sets the digest of a row to that of an id. */
export function setDigest(digests: Uint8Array, row: number, id: BlobId): void {
  const at = digests.byteOffset + row * DIGEST_BYTES;
  Buffer.from(digests.buffer, at, DIGEST_BYTES).write(hexOf(id), 'hex');
}

/** A row as a manifest lists it. */
export function entryAt(table: FileTable, digests: Uint8Array, row: number): ManifestEntry {
  const path = table.paths[row]!;
  const target = table.targets.get(row);
  if (target !== undefined) return { path, target };
  const entry = { path, blob: blobAt(digests, row), size: table.size[row]! };
  return (table.flags[row]! & EXECUTABLE) === 0 ? entry : { ...entry, executable: true };
}
