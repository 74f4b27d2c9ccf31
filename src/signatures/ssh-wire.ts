/** Texts and bytes as the SSH protocols write them: four bytes of length, big-endian, then the bytes (RFC 4251, section 5). */
export function sshStrings(...parts: readonly (string | Uint8Array)[]): Buffer {
  return Buffer.concat(
    parts.flatMap((part) => {
      const bytes = typeof part === 'string' ? Buffer.from(part) : part;
      return [uint32(bytes.length), bytes];
    }),
  );
}

/** Four bytes, big-endian. */
export function uint32(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32BE(value);
  return bytes;
}

/** Reads what `sshStrings` wrote, from the front; undefined once the bytes are too few. */
export class SshReader {
  #rest: Buffer;

  constructor(bytes: Uint8Array) {
    this.#rest = Buffer.from(bytes);
  }

  /** The next bytes of this number. */
  bytes(length: number): Buffer | undefined {
    if (this.#rest.length < length) return undefined;
    const taken = this.#rest.subarray(0, length);
    this.#rest = this.#rest.subarray(length);
    return taken;
  }

  uint32(): number | undefined {
    return this.bytes(4)?.readUInt32BE();
  }

  string(): Buffer | undefined {
    const length = this.uint32();
    return length === undefined ? undefined : this.bytes(length);
  }

  text(): string | undefined {
    return this.string()?.toString('utf8');
  }

  get atEnd(): boolean {
    return this.#rest.length === 0;
  }
}
