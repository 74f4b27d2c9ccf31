const DIGEST_BYTES = 32;
const FIRST_SLOTS = 4096;

/**
 * Digests that a thread has taken, in little memory. When it holds `limit` of them it forgets them all: taking
 * an object twice costs room, nothing else.
 */
export class DigestSet {
  readonly #limit: number;
  #slots = new Uint32Array(FIRST_SLOTS);
  #digests = Buffer.alloc((FIRST_SLOTS / 2) * DIGEST_BYTES);
  #count = 0;

  constructor(limit = 131_072) {
    this.#limit = limit;
  }

  /** Adds the digest that lies at this place; false when it was there. */
  add(bytes: Buffer, at = 0): boolean {
    const slot = this.#find(bytes, at);
    if (this.#slots[slot] !== 0) return false;
    if (this.#count === this.#limit) this.clear();
    if (this.#count * 2 >= this.#slots.length) this.#grow();
    bytes.copy(this.#digests, this.#count * DIGEST_BYTES, at, at + DIGEST_BYTES);
    this.#count += 1;
    this.#slots[this.#find(bytes, at)] = this.#count;
    return true;
  }

  /** Whether this digest was added. */
  has(digest: Buffer): boolean {
    return this.#slots[this.#find(digest, 0)] !== 0;
  }

  clear(): void {
    this.#slots.fill(0);
    this.#count = 0;
  }

  /** The slot where this digest is, or where it belongs. */
  #find(bytes: Buffer, at: number): number {
    const mask = this.#slots.length - 1;
    let slot = bytes.readUInt32LE(at) & mask;
    for (;;) {
      const number = this.#slots[slot] as number;
      if (number === 0) return slot;
      const there = (number - 1) * DIGEST_BYTES;
      if (this.#digests.compare(bytes, at, at + DIGEST_BYTES, there, there + DIGEST_BYTES) === 0) return slot;
      slot = (slot + 1) & mask;
    }
  }

  #grow(): void {
    const digests = Buffer.alloc(this.#digests.length * 2);
    this.#digests.copy(digests);
    this.#digests = digests;
    this.#slots = new Uint32Array(this.#slots.length * 2);
    for (let number = 1; number <= this.#count; number++) {
      const at = (number - 1) * DIGEST_BYTES;
      const mask = this.#slots.length - 1;
      let slot = digests.readUInt32LE(at) & mask;
      while (this.#slots[slot] !== 0) slot = (slot + 1) & mask;
      this.#slots[slot] = number;
    }
  }
}
