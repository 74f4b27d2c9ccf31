import { hexOf } from '../../records/ids.ts';
import type { Layer } from '../../records/layers.ts';
import { type Sha256Stream, sha256Stream } from '../../records/sha256.ts';
import type { VerifyLevel, VerifyRow } from '../contract.ts';
import { headFile } from './head-file.ts';
import { readBytes } from './read-bytes.ts';
import { keyOfFile } from './s3-layout.ts';
import type { S3Requests } from './s3-requests.ts';
import type { PackedObject, StoredFile } from './store-index.ts';

/** What came of looking at a file. */
export interface VerifiedFile {
  readonly rows: readonly VerifyRow[];
  readonly objects: number;
  readonly bytes: number;
}

/** Looks at a file by its version id, as closely as is asked, and at whether it is hidden; tells of each object that is not well. */
export async function verifyFile(
  requests: S3Requests,
  layer: Layer,
  file: StoredFile,
  objects: readonly PackedObject[],
  how: { readonly level: VerifyLevel; readonly signal?: AbortSignal },
): Promise<VerifiedFile> {
  const where = keyOfFile(layer, file);
  const bytes = objects.reduce((sum, { length }) => sum + length, 0);
  const { kind, key } = file;
  const current = await headFile(requests, layer, { kind, key }, how.signal);
  const hidden: VerifyRow[] =
    current === 'hidden' && file.versionId !== undefined ? [{ kind: 'hidden', where }] : [];
  const head = file.versionId === undefined ? current : await headFile(requests, layer, file, how.signal);
  const gone = {
    rows: objects.map(({ id }) => ({ kind: 'missing', id }) as const),
    objects: objects.length,
    bytes: 0,
  };
  if (typeof head === 'string') return gone;
  const short = head.size !== file.size;
  const vouched = head.sha256 === key && !short;
  if (!short && (how.level === 'exists' || (how.level === 'checksum' && vouched)))
    return { rows: hidden, objects: objects.length, bytes };
  const read = await readAll(requests, layer, file, objects, how.signal);
  if (read === undefined) return gone;
  const rows: VerifyRow[] = [...hidden];
  for (const [row, { id }] of objects.entries()) {
    const found = read.digests[row] as string;
    if (found !== hexOf(id)) rows.push({ kind: 'damaged', id, found, where });
  }
  if (rows.length === hidden.length && read.whole !== key)
    rows.push({ kind: 'broken', where, reason: 'its index or footer is not what was stored' });
  return { rows, objects: objects.length, bytes };
}

interface Digests {
  readonly whole: string;
  /** Of each object, in the order they were given. */
  readonly digests: readonly string[];
}

/** Reads a file once and hashes all of it and each object; undefined when it is not there. */
async function readAll(
  requests: S3Requests,
  layer: Layer,
  file: StoredFile,
  objects: readonly PackedObject[],
  signal: AbortSignal | undefined,
): Promise<Digests | undefined> {
  const stream = await readBytes(requests, layer, { file, offset: 0, length: file.size }, signal);
  if (stream === undefined) return undefined;
  const rows = [...objects.keys()].sort((a, b) => {
    const [one, other] = [objects[a] as PackedObject, objects[b] as PackedObject];
    return one.offset - other.offset || one.length - other.length;
  });
  const whole = sha256Stream();
  const digests: string[] = [];
  let next = 0;
  let open: Sha256Stream = sha256Stream();
  let at = 0;
  const endOf = (row: number) =>
    (objects[row] as PackedObject).offset + (objects[row] as PackedObject).length;
  const closeEnded = () => {
    for (let row = rows[next]; row !== undefined && endOf(row) <= at; row = rows[++next]) {
      digests[row] = open.hex();
      open = sha256Stream();
    }
  };
  for await (const piece of stream) {
    whole.update(piece);
    for (let taken = 0; taken < piece.length; ) {
      closeEnded();
      const row = rows[next];
      if (row === undefined) break;
      const part = piece.subarray(taken, taken + (endOf(row) - at));
      open.update(part);
      taken += part.length;
      at += part.length;
    }
  }
  closeEnded();
  // What the file is too short for has the digest of what there is of it.
  for (let row = rows[next]; row !== undefined; row = rows[++next]) {
    digests[row] = open.hex();
    open = sha256Stream();
  }
  return { whole: whole.hex(), digests };
}
