import type { CborReader } from './cbor-reader.ts';
import type { CborWriter } from './cbor-writer.ts';
import { MAX_DEPTH } from './limits.ts';
import { isLink, type Link, linkedId, linkTo } from './link.ts';
import { utf8Length } from './utf8-length.ts';
import { compareUtf8 } from './utf8-order.ts';

/** What records are made of. */
export type CborValue = string | number | boolean | Link | readonly CborValue[] | CborMap;
/** A map of a record. */
export interface CborMap {
  readonly [key: string]: CborValue;
}

/** Compares keys as dag-cbor orders them: shorter ones first, then by bytes. */
export function compareKeys(a: string, b: string): number {
  return utf8Length(a) - utf8Length(b) || compareUtf8(a, b);
}

/** Writes a value in its canonical form; keys without a value are left out. */
export function writeValue(writer: CborWriter, value: CborValue): void {
  if (typeof value === 'string') writer.text(value);
  else if (typeof value === 'number') writer.integer(value);
  else if (typeof value === 'boolean') writer.boolean(value);
  else if (isList(value)) {
    writer.list(value.length);
    for (const item of value) writeValue(writer, item);
  } else if (isLink(value)) writer.link(linkedId(value) as string);
  else writeMap(writer, value as CborMap);
}

function writeMap(writer: CborWriter, map: CborMap): void {
  const keys = Object.keys(map).filter((key) => map[key] !== undefined);
  writer.map(keys.length);
  for (const key of keys.sort(compareKeys)) {
    writer.text(key);
    writeValue(writer, map[key] as CborValue);
  }
}

const isList = (value: CborValue): value is readonly CborValue[] => Array.isArray(value);

/** Reads a map whose keys are in canonical order; `depth` counts the maps and lists that it lies in. */
export function readMap(reader: CborReader, depth = 0): CborMap {
  const map: Record<string, CborValue> = {};
  let last: string | undefined;
  for (let left = reader.map(); left > 0; left--) {
    if (reader.kind() !== 'text') throw reader.invalid('a map key that is not text');
    const key = reader.text();
    if (last !== undefined) {
      const order = compareKeys(last, key);
      if (order === 0) throw reader.invalid('a map key twice');
      if (order > 0) throw reader.invalid('map keys out of order');
    }
    if (key === '__proto__' || key === '/') throw reader.invalid(`the map key ${key}`);
    map[key] = readValue(reader, depth + 1);
    last = key;
  }
  return map;
}

function readValue(reader: CborReader, depth: number): CborValue {
  const kind = reader.kind();
  if (kind === 'text') return reader.text();
  if (kind === 'integer') return reader.integer();
  if (kind === 'boolean') return reader.boolean();
  if (kind === 'link') return linkTo(reader.link());
  if (kind === 'byte string') throw reader.invalid('a byte string');
  if (depth > MAX_DEPTH) throw reader.invalid('maps and lists too deep in one another');
  if (kind === 'map') return readMap(reader, depth);
  return Array.from({ length: reader.list() }, () => readValue(reader, depth + 1));
}
