import { DlakeError } from '../errors.ts';
import { CborHeads, writeHead } from './cbor-heads.ts';
import { checkVersion } from './open-record.ts';
import { PACK_MAX_BYTES, type PackFooter } from './pack-footer.ts';
import { sha256 } from './sha256.ts';

/** The most objects that a pack may hold. */
export const PACK_MAX_OBJECTS = 65_536;
/** Bytes of a CID. */
export const CID_BYTES = 36;

/** What a pack holds, by column: row i is an object. */
export interface PackTable {
  readonly count: number;
  /** Whole CIDs, 36 bytes each. */
  readonly ids: Uint8Array;
  readonly offsets: Uint32Array;
  readonly lengths: Uint32Array;
}

/** What an index begins with: a map of three, `v: 1`, `type: "pack"`, `entries`. */
const HEADER = Buffer.from('a36176016474797065647061636b67656e7472696573', 'hex');
const ENTRY_LENGTH = 5;
const CID_PREFIXES = [Buffer.from('01551220', 'hex'), Buffer.from('01711220', 'hex')];

/** The canonical bytes of the index of these objects, in whatever order the table has them. */
export function encodePackIndex(table: PackTable): Uint8Array {
  const out = Buffer.allocUnsafe(HEADER.length + 5 + table.count * (CID_BYTES + 19));
  out.set(HEADER);
  let at = writeHead(out, HEADER.length, 4, table.count);
  for (const row of rowsById(table)) {
    const length = table.lengths[row] as number;
    at = writeHead(out, at, 4, ENTRY_LENGTH);
    at = writeHead(out, at, 2, CID_BYTES);
    out.set(table.ids.subarray(row * CID_BYTES, (row + 1) * CID_BYTES), at);
    at = writeHead(out, at + CID_BYTES, 0, table.offsets[row] as number);
    at = writeHead(out, at, 0, length);
    at = writeHead(out, at, 0, length);
    at = writeHead(out, at, 0, 0);
  }
  return out.subarray(0, at);
}

/**
 * Reads a pack's index, in order of id. Throws `record-invalid` with the reason unless it is the one that its
 * footer means, in canonical form, and its objects tile the pack up to the index, all blobs or all records;
 * `format-too-new` for an index of a later version.
 */
export function decodePackIndex(bytes: Uint8Array, footer: PackFooter): PackTable {
  if (bytes.length !== footer.indexLength) throw invalid('the index is cut short');
  if (Buffer.compare(sha256(bytes), footer.indexSha256) !== 0) {
    throw invalid('the index does not match the sha2-256 in the footer');
  }
  const table = readTable(bytes);
  checkIds(table);
  checkTiling(table, footer.indexOffset);
  return table;
}

function readTable(bytes: Uint8Array): PackTable {
  checkVersion(bytes, 'pack');
  if (Buffer.compare(bytes.subarray(0, HEADER.length), HEADER) !== 0) {
    throw invalid('the index is not a map of v: 1, type: "pack", entries');
  }
  const heads = new CborHeads(bytes, HEADER.length, invalid);
  const count = heads.read(4);
  if (count < 1 || count > PACK_MAX_OBJECTS) throw invalid(`${count} objects, not 1 to ${PACK_MAX_OBJECTS}`);
  const ids = new Uint8Array(count * CID_BYTES);
  const offsets = new Uint32Array(count);
  const lengths = new Uint32Array(count);
  for (let row = 0; row < count; row++) {
    if (heads.read(4) !== ENTRY_LENGTH) throw invalid('an entry is not a list of five');
    if (heads.read(2) !== CID_BYTES) throw invalid('an id is not 36 bytes');
    ids.set(heads.take(CID_BYTES), row * CID_BYTES);
    offsets[row] = inPack(heads.read(0));
    lengths[row] = inPack(heads.read(0));
    if (heads.read(0) !== lengths[row]) throw invalid('raw length and stored length differ');
    if (heads.read(0) !== 0) throw invalid('an encoding other than 0');
  }
  if (!heads.ended) throw invalid('bytes after the entries');
  return { count, ids, offsets, lengths };
}

function inPack(value: number): number {
  if (value > PACK_MAX_BYTES) throw invalid('an object lies outside of the pack');
  return value;
}

function checkIds(table: PackTable): void {
  const ids = Buffer.from(table.ids.buffer, table.ids.byteOffset, table.ids.byteLength);
  const prefix = CID_PREFIXES.find((one) => one.compare(ids, 0, one.length) === 0);
  for (let at = 0; at < ids.length; at += CID_BYTES) {
    if (prefix === undefined || prefix.compare(ids, at, at + prefix.length) !== 0) {
      throw invalid(
        isCid(ids, at)
          ? 'blobs and records in one pack'
          : 'an id is not a CIDv1 of raw or dag-cbor with sha2-256',
      );
    }
    if (at === 0) continue;
    const order = ids.compare(ids, at, at + CID_BYTES, at - CID_BYTES, at);
    if (order >= 0) throw invalid(order === 0 ? 'an id twice' : 'ids out of order');
  }
}

const isCid = (ids: Buffer, at: number) =>
  CID_PREFIXES.some((one) => one.compare(ids, at, at + one.length) === 0);

function checkTiling(table: PackTable, end: number): void {
  let expected = 0;
  for (const row of rowsByOffset(table)) {
    const offset = table.offsets[row] as number;
    if (offset !== expected) throw invalid(offset > expected ? 'a gap between objects' : 'objects overlap');
    expected += table.lengths[row] as number;
  }
  if (expected !== end) throw invalid('the objects do not end where the index begins');
}

/** The rows in order of offset, an empty object before the one that begins where it lies. */
export function rowsByOffset(table: PackTable): Uint32Array {
  const key = (row: number) => (table.offsets[row] as number) * 2 + (table.lengths[row] === 0 ? 0 : 1);
  return sortedRows(table.count, key);
}

function rowsById(table: PackTable): Uint32Array {
  const ids = Buffer.from(table.ids.buffer, table.ids.byteOffset, table.ids.byteLength);
  const rows = sortedRows(table.count, (row) => ids.readUInt32BE(row * CID_BYTES + 4));
  const compare = (a: number, b: number) =>
    ids.compare(ids, b * CID_BYTES, (b + 1) * CID_BYTES, a * CID_BYTES, (a + 1) * CID_BYTES);
  for (let i = 1; i < rows.length; i++) {
    const row = rows[i] as number;
    let place = i;
    for (; place > 0 && compare(rows[place - 1] as number, row) > 0; place--)
      rows[place] = rows[place - 1] as number;
    rows[place] = row;
  }
  return rows;
}

/** Rows sorted by a whole number below 2^36: the row number rides along, so that the native sort can do it. */
function sortedRows(count: number, key: (row: number) => number): Uint32Array {
  const keys = Float64Array.from({ length: count }, (_, row) => key(row) * PACK_MAX_OBJECTS + row).sort();
  return Uint32Array.from(keys, (value) => value % PACK_MAX_OBJECTS);
}

function invalid(reason: string): DlakeError {
  return new DlakeError('record-invalid', { what: 'pack', reason });
}
