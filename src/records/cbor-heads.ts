/**
 * Writes a CBOR head (RFC 8949 section 3) in its shortest form: `major` type 0 to 7 and a value below 2^53.
 * Returns the offset after it.
 */
export function writeHead(out: Buffer, at: number, major: number, value: number): number {
  const type = major << 5;
  if (value < 24) return out.writeUInt8(type | value, at);
  if (value < 0x100) return out.writeUInt8(value, out.writeUInt8(type | 24, at));
  if (value < 0x1_0000) return out.writeUInt16BE(value, out.writeUInt8(type | 25, at));
  if (value < 0x1_0000_0000) return out.writeUInt32BE(value, out.writeUInt8(type | 26, at));
  return out.writeBigUInt64BE(BigInt(value), out.writeUInt8(type | 27, at));
}

/** Reads CBOR heads one after another; `invalid` makes the error that is thrown for what is not canonical. */
export class CborHeads {
  readonly #bytes: Buffer;
  readonly #invalid: (reason: string) => Error;
  #at: number;

  constructor(bytes: Uint8Array, at: number, invalid: (reason: string) => Error) {
    this.#bytes = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    this.#at = at;
    this.#invalid = invalid;
  }

  /** Whether nothing is left. */
  get ended(): boolean {
    return this.#at === this.#bytes.length;
  }

  /** The value of the next head, which must be of this major type, in its shortest form and below 2^53. */
  read(major: number): number {
    const first = this.#bytes[this.#at];
    if (first === undefined) throw this.#invalid('cut short');
    if (first >> 5 !== major) throw this.#invalid(`major type ${first >> 5} where ${major} belongs`);
    const info = first & 31;
    if (info < 24) {
      this.#at += 1;
      return info;
    }
    const size = 2 ** (info - 24);
    if (info > 27) throw this.#invalid('a length that is not definite');
    if (this.#at + 1 + size > this.#bytes.length) throw this.#invalid('cut short');
    const value =
      size === 8
        ? Number(this.#bytes.readBigUInt64BE(this.#at + 1))
        : this.#bytes.readUIntBE(this.#at + 1, size);
    if (value < SMALLEST[info - 24]! || value > Number.MAX_SAFE_INTEGER)
      throw this.#invalid('a number not in its shortest form');
    this.#at += 1 + size;
    return value;
  }

  /** The next bytes as they are. */
  take(length: number): Uint8Array {
    if (this.#at + length > this.#bytes.length) throw this.#invalid('cut short');
    this.#at += length;
    return this.#bytes.subarray(this.#at - length, this.#at);
  }
}

/** The least value that needs 1, 2, 4 or 8 bytes. */
const SMALLEST = [24, 0x100, 0x1_0000, 0x1_0000_0000] as const;
