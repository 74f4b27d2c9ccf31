import { hostname } from 'node:os';
import { join } from 'node:path';
import type { CborValue } from '../../src/records/cbor-value.ts';
import { encodeCommit } from '../../src/records/encode-commit.ts';
import { encodeEntry } from '../../src/records/entry.ts';
import { type BlobId, blobIdOf, type CommitId, manifestId } from '../../src/records/ids.ts';
import { linkTo } from '../../src/records/link.ts';
import { recordBytes } from '../../src/records/open-record.ts';
import { sha256Hex } from '../../src/records/sha256.ts';
import { openFolderStore } from '../../src/store/folder/open-folder-store.ts';

/** What a hostile version says of itself; the rest of it is as it should be. */
export interface HostileVersion {
  readonly externalId: string;
  /** Entries of the one page, as they are to stand in it. */
  readonly entries: readonly CborValue[];
  readonly files?: number;
  readonly bytes?: number;
  /** Blobs whose bytes are not what their id says. */
  readonly forged?: readonly (readonly [BlobId, Buffer])[];
}

/** A file's content that every hostile version may name. */
export const CONTENT = Buffer.from('owned\n');
const BLOB = blobIdOf(CONTENT);

/** A page entry of a file. */
export const file = (path: string, blob: BlobId = BLOB, size = CONTENT.length): CborValue => [
  path,
  linkTo(blob),
  size,
];

/**
 * Writes a version into a lake's store as somebody would who has its folder and our format, but not our
 * checks: canonical bytes, right ids, a log entry that follows the rules.
 */
export async function writeHostileVersion(lake: string, version: HostileVersion): Promise<CommitId> {
  const { externalId, entries, forged = [] } = version;
  const root = join(lake, '.dlake', 'store');
  const store = await openFolderStore({ root, cache: join(lake, '..', 'hostile-cache'), host: hostname() });
  const session = await store.session('raw');
  session.put(BLOB, CONTENT);
  for (const [id, bytes] of forged) session.put(id, bytes);
  const page = recordBytes({ v: 1, type: 'page', level: 0, entries }, 'page');
  const manifest = manifestId(sha256Hex(page));
  session.put(manifest, page);
  const at = '2026-11-22T10:00:00.000Z';
  const commit = encodeCommit({
    dataset: `lab/${externalId}`,
    layer: 'raw',
    manifest,
    files: version.files ?? entries.length,
    bytes: version.bytes ?? entries.reduce((sum: number, entry) => sum + sizeOf(entry), 0),
    action: 'manual',
    metadata: { source: 'lab', date: '2026-11-22', version: 'v1' },
    name: externalId,
    author: 'Mallory <mallory@example.org>',
    message: 'a gift',
    committedAt: at,
  });
  session.put(commit.id, commit.bytes);
  await session.flush();
  await session.close();
  const subject = `refs/lab/${externalId}`;
  const entry = {
    subject,
    seq: 1,
    kind: 'move' as const,
    to: commit.id,
    actor: 'Mallory <mallory@example.org>',
    at,
  };
  await store.logs.append('raw', subject, 1, encodeEntry(entry).bytes);
  await store.close();
  return commit.id;
}

const sizeOf = (entry: CborValue): number =>
  Array.isArray(entry) && typeof entry[2] === 'number' ? entry[2] : 0;
