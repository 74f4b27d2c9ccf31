import { DlakeError } from '../errors.ts';
import { CborReader } from './cbor-reader.ts';
import { type CborMap, readMap, writeValue } from './cbor-value.ts';
import { CborWriter } from './cbor-writer.ts';
import { MAX_RECORD_BYTES } from './limits.ts';

/**
 * Reads a record's bytes as a map in DAG-JSON form, if they are its canonical bytes. Throws `record-invalid`
 * with the reason, or `format-too-new` when the record says that it is of a later version.
 */
export function openRecord(bytes: Uint8Array, what: string): CborMap {
  checkVersion(bytes, what);
  if (bytes.length > MAX_RECORD_BYTES) throw tooLarge(what);
  const reader = new CborReader(bytes, what);
  const record = readMap(reader);
  reader.end();
  if (Buffer.compare(encodeMap(record), bytes) !== 0) throw reader.invalid('is not in its canonical form');
  return record;
}

/** The canonical bytes of a record; throws `record-invalid` when it is too large. */
export function recordBytes(record: CborMap, what: string): Uint8Array {
  const bytes = encodeMap(record);
  if (bytes.length > MAX_RECORD_BYTES) throw tooLarge(what);
  return bytes;
}

function encodeMap(record: CborMap): Uint8Array {
  const writer = new CborWriter();
  writeValue(writer, record);
  return writer.bytes();
}

/**
 * Throws `format-too-new` when these bytes begin as a record of a version after 1. `v` is the first key of every
 * record in every version, so that this can be told without understanding the rest.
 */
export function checkVersion(bytes: Uint8Array, what: string): void {
  const keys = bytes[0] ?? 0;
  const start = keys >= 0xa0 && keys <= 0xb7 ? 1 : keys === 0xb8 ? 2 : 0;
  if (start === 0 || bytes[start] !== 0x61 || bytes[start + 1] !== 0x76) return;
  const kind = (bytes[start + 2] ?? 0xff) >> 5;
  if (kind !== 0) return;
  const version = new CborReader(bytes.subarray(start + 2), what).integer();
  if (version > 1) throw new DlakeError('format-too-new', { what, version });
}

function tooLarge(what: string): DlakeError {
  return new DlakeError('record-invalid', { what, reason: `is larger than ${MAX_RECORD_BYTES} bytes` });
}
