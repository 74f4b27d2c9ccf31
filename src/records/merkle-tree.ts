import { sha256 } from './sha256.ts';

const LEAF = Buffer.from([0]);
const NODE = Buffer.from([1]);

/** A whole subtree of 2^`height` leaves. */
interface Subtree {
  readonly height: number;
  readonly hash: Buffer;
}

/**
 * The Merkle Tree Hash of RFC 6962, section 2.1 (https://www.rfc-editor.org/rfc/rfc6962#section-2.1), over leaves
 * that come one after another: SHA-256 of a zero byte and the leaf, or of a one byte and the hashes of the two parts,
 * of which the left one has the largest power of two leaves that is less than all. Memory grows with the logarithm.
 */
export class MerkleTree {
  readonly #whole: Subtree[] = [];

  /** Adds a leaf behind those that are there. */
  add(leaf: string): void {
    let tree: Subtree = { height: 0, hash: sha256(Buffer.concat([LEAF, Buffer.from(leaf)])) };
    for (let left = this.#whole.at(-1); left?.height === tree.height; left = this.#whole.at(-1)) {
      this.#whole.pop();
      tree = { height: tree.height + 1, hash: join(left.hash, tree.hash) };
    }
    this.#whole.push(tree);
  }

  /** The hash over all leaves so far, in hex; of none it is that of no bytes. */
  root(): string {
    const last = this.#whole.at(-1);
    if (last === undefined) return sha256('').toString('hex');
    return this.#whole
      .slice(0, -1)
      .reduceRight((right, left) => join(left.hash, right), last.hash)
      .toString('hex');
  }
}

const join = (left: Buffer, right: Buffer): Buffer => sha256(Buffer.concat([NODE, left, right]));
