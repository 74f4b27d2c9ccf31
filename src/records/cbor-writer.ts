import { DlakeError } from '../errors.ts';
import { isBlobId } from './ids.ts';
import { isWellFormed } from './text-rules.ts';

/** Tag 42 over 37 bytes that begin with a zero, and the CID's head: raw (0x55) or dag-cbor (0x71), sha2-256. */
const RAW_LINK = Uint8Array.of(0xd8, 0x2a, 0x58, 0x25, 0, 0x01, 0x55, 0x12, 0x20);
const RECORD_LINK = Uint8Array.of(0xd8, 0x2a, 0x58, 0x25, 0, 0x01, 0x71, 0x12, 0x20);
const LINK_BYTES = 41;

/**
 * Writes dag-cbor items one after another in their canonical form. The order of map keys is the caller's
 * business, as is writing as many items as a map or list announced.
 */
export class CborWriter {
  #bytes: Buffer;
  #at = 0;

  /** `room` is how many bytes to expect. */
  constructor(room = 1024) {
    this.#bytes = Buffer.allocUnsafeSlow(room);
  }

  /** How many bytes were written. */
  get length(): number {
    return this.#at;
  }

  /** Announces a map of so many keys. */
  map(keys: number): void {
    this.#room(9);
    this.#head(0xa0, keys);
  }

  /** Announces a list of so many items. */
  list(items: number): void {
    this.#room(9);
    this.#head(0x80, items);
  }

  /** Writes a whole number within +-(2^53-1). */
  integer(value: number): void {
    this.#room(9);
    if (value < 0) this.#head(0x20, -1 - value);
    else this.#head(0, value);
  }

  boolean(value: boolean): void {
    this.#room(1);
    this.#bytes[this.#at++] = value ? 0xf5 : 0xf4;
  }

  /**
   * Writes a text and returns how many bytes its UTF-8 takes; they are the last ones written. Throws
   * `record-invalid` when it has a lone surrogate, which has no UTF-8 form.
   */
  text(value: string): number {
    const units = value.length;
    this.#room(9 + 3 * units);
    const start = this.#at;
    this.#head(0x60, units);
    const written = this.#bytes.write(value, this.#at);
    if (written === units) this.#at += written;
    else this.#beyondAscii(value, start, written);
    return written;
  }

  /** Writes an id as a link. */
  link(id: string): void {
    this.#room(LINK_BYTES);
    const prefix = isBlobId(id) ? RAW_LINK : RECORD_LINK;
    this.#bytes.set(prefix, this.#at);
    this.#bytes.write(id.slice(9), this.#at + prefix.length, 32, 'hex');
    this.#at += LINK_BYTES;
  }

  /** Forgets what was written, and keeps the memory. */
  clear(): void {
    this.#at = 0;
  }

  /** The memory that is written to, up to `length`; another one may take its place with the next write. */
  get memory(): Uint8Array {
    return this.#bytes;
  }

  /** A copy of what was written. */
  bytes(): Uint8Array {
    return Uint8Array.prototype.slice.call(this.#bytes, 0, this.#at);
  }

  /** The head announced a byte per UTF-16 unit; a text that needs more gets a new one. */
  #beyondAscii(value: string, start: number, written: number): void {
    if (!isWellFormed(value)) {
      throw new DlakeError('record-invalid', { what: 'text', reason: 'is not well-formed Unicode' });
    }
    const from = this.#at;
    this.#at = start;
    this.#head(0x60, written);
    if (this.#at !== from) this.#bytes.write(value, this.#at);
    this.#at += written;
  }

  #head(type: number, value: number): void {
    const bytes = this.#bytes;
    if (value < 24) bytes[this.#at++] = type | value;
    else if (value < 0x100) {
      bytes[this.#at++] = type | 24;
      bytes[this.#at++] = value;
    } else if (value < 0x1_0000) {
      bytes[this.#at] = type | 25;
      this.#at = bytes.writeUInt16BE(value, this.#at + 1);
    } else if (value < 0x1_0000_0000) {
      bytes[this.#at] = type | 26;
      this.#at = bytes.writeUInt32BE(value, this.#at + 1);
    } else {
      bytes[this.#at] = type | 27;
      this.#at = bytes.writeBigUInt64BE(BigInt(value), this.#at + 1);
    }
  }

  #room(more: number): void {
    const needed = this.#at + more;
    if (needed <= this.#bytes.length) return;
    const larger = Buffer.allocUnsafeSlow(Math.max(needed, 2 * this.#bytes.length));
    larger.set(this.#bytes.subarray(0, this.#at));
    this.#bytes = larger;
  }
}
