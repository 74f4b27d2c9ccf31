import { type RawBuilder, sql } from 'kysely';
import { hexOf } from '../records/ids.ts';
import { jsonText } from './json-text.ts';

/** The 32 bytes that the catalog keeps of an id. */
export const digestOf = (id: string): Uint8Array => Buffer.from(hexOf(id), 'hex');

/** The hex digits of a digest that came from the catalog. */
export const hexOfDigest = (digest: Uint8Array): string =>
  Buffer.from(digest.buffer, digest.byteOffset, digest.byteLength).toString('hex');

/** Many ids as one parameter, to stand in `column = ANY(...)`. */
export const digestsOf = (ids: Iterable<string>): RawBuilder<Uint8Array[]> =>
  sql`ARRAY(SELECT decode(value, 'hex') FROM json_array_elements_text(${jsonText(Array.from(ids, hexOf))}::json))`;
