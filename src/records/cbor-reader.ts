import { DlakeError } from '../errors.ts';
import { blobId, commitId, type ObjectId } from './ids.ts';

const UTF8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });
/** The least value that needs 1, 2, 4 or 8 bytes after its first. */
const LEAST = [24, 0x100, 0x1_0000, 0x1_0000_0000] as const;
const LINK_BYTES = 41;
const LINK = [0xd8, 0x2a, 0x58, 0x25, 0, 0x01] as const;

/** The kind of the next item, by what dag-cbor allows in records. */
export type CborKind = 'integer' | 'byte string' | 'text' | 'list' | 'map' | 'link' | 'boolean';
const KINDS = ['integer', 'integer', 'byte string', 'text', 'list', 'map', 'link'] as const;

/**
 * Reads dag-cbor items one after another, refusing all that is not canonical: `record-invalid`, with the reason
 * and `what` was being read. The order of map keys is the caller's to check.
 */
export class CborReader {
  readonly #bytes: Buffer;
  readonly #what: string;
  #at = 0;
  #textStart = 0;

  constructor(bytes: Uint8Array, what: string) {
    this.#bytes = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    this.#what = what;
  }

  /** The error for what was read, with this reason. */
  invalid(reason: string): DlakeError {
    return new DlakeError('record-invalid', { what: this.#what, reason });
  }

  /** The bytes that are read. */
  get memory(): Uint8Array {
    return this.#bytes;
  }

  /** Where the next item begins. */
  get position(): number {
    return this.#at;
  }

  /** Where the UTF-8 of the last text begins. */
  get textStart(): number {
    return this.#textStart;
  }

  /** The kind of the next item. */
  kind(): CborKind {
    const first = this.#bytes[this.#at];
    if (first === undefined) throw this.invalid('cut short');
    const kind = KINDS[first >> 5];
    if (kind !== undefined) return kind;
    if (first === 0xf4 || first === 0xf5) return 'boolean';
    throw this.invalid(SIMPLE.get(first) ?? 'a simple value that records do not have');
  }

  /** Opens a map and says how many keys it has. */
  map(): number {
    return this.#count(5, 'a map', 2);
  }

  /** Opens a list and says how many items it has. */
  list(): number {
    return this.#count(4, 'a list', 1);
  }

  /** A whole number within +-(2^53-1). */
  integer(): number {
    const negative = (this.#bytes[this.#at] ?? 0) >> 5 === 1;
    const value = this.#head(negative ? 1 : 0, 'an integer');
    if (negative && value === Number.MAX_SAFE_INTEGER) throw this.invalid('an integer beyond 2^53-1');
    return negative ? -1 - value : value;
  }

  boolean(): boolean {
    const first = this.#bytes[this.#at];
    if (first !== 0xf4 && first !== 0xf5) throw this.#expected('true or false');
    this.#at++;
    return first === 0xf5;
  }

  text(): string {
    const length = this.#head(3, 'a text');
    const end = this.#at + length;
    if (end > this.#bytes.length) throw this.invalid('cut short');
    const part = this.#bytes.subarray(this.#at, end);
    this.#textStart = this.#at;
    this.#at = end;
    try {
      return UTF8.decode(part);
    } catch {
      throw this.invalid('a text that is not UTF-8');
    }
  }

  /** A link, as an id. */
  link(): ObjectId {
    const bytes = this.#bytes;
    const at = this.#at;
    if ((bytes[at] ?? 0) >> 5 !== 6) throw this.#expected('a link');
    for (let i = 0; i < LINK.length; i++) if (bytes[at + i] !== LINK[i]) throw this.#badLink();
    if (at + LINK_BYTES > bytes.length) throw this.invalid('cut short');
    const codec = bytes[at + 6];
    if (bytes[at + 7] !== 0x12 || bytes[at + 8] !== 0x20) throw this.#badLink();
    if (codec !== 0x55 && codec !== 0x71) throw this.#badLink();
    const hex = bytes.toString('hex', at + 9, at + LINK_BYTES);
    this.#at = at + LINK_BYTES;
    return codec === 0x55 ? blobId(hex) : commitId(hex);
  }

  /** Throws unless everything was read. */
  end(): void {
    if (this.#at !== this.#bytes.length) throw this.invalid('bytes after its end');
  }

  #badLink(): DlakeError {
    return this.invalid('a tag that is not a link to a CIDv1 of raw or dag-cbor with sha2-256');
  }

  #expected(wanted: string): DlakeError {
    const found = this.kind();
    return this.invalid(`${found === 'integer' ? 'an' : 'a'} ${found} where ${wanted} belongs`);
  }

  /** The number of items announced, which can't be more than the bytes that are left. */
  #count(major: number, wanted: string, least: number): number {
    const count = this.#head(major, wanted);
    if (count * least > this.#bytes.length - this.#at) throw this.invalid('cut short');
    return count;
  }

  #head(major: number, wanted: string): number {
    const bytes = this.#bytes;
    const first = bytes[this.#at];
    if (first === undefined) throw this.invalid('cut short');
    if (first >> 5 !== major) throw this.#expected(wanted);
    const info = first & 31;
    if (info < 24) {
      this.#at++;
      return info;
    }
    if (info === 31) throw this.invalid('an indefinite length');
    if (info > 27) throw this.invalid('a reserved length');
    const size = 1 << (info - 24);
    if (this.#at + 1 + size > bytes.length) throw this.invalid('cut short');
    const value =
      size === 8 ? Number(bytes.readBigUInt64BE(this.#at + 1)) : bytes.readUIntBE(this.#at + 1, size);
    if (value < (LEAST[info - 24] as number)) throw this.invalid('a number not in its shortest form');
    if (value > Number.MAX_SAFE_INTEGER) throw this.invalid('an integer beyond 2^53-1');
    this.#at += 1 + size;
    return value;
  }
}

/** What records don't have, by the first byte of the item. */
const SIMPLE: ReadonlyMap<number, string> = new Map([
  [0xf6, 'a null'],
  [0xf7, 'an undefined'],
  [0xf9, 'a float'],
  [0xfa, 'a float'],
  [0xfb, 'a float'],
  [0xff, 'an indefinite length'],
]);
