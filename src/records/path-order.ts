import { MAX_PART_BYTES, MAX_PATH_BYTES } from './limits.ts';
import { pathProblem } from './path.ts';

const SLASH = 0x2f;
const DOT = 0x2e;

/**
 * Watches the paths of a manifest go by, as UTF-8 bytes, and says what is wrong with the next one: it breaks a
 * rule for paths, is not after the one before in byte order, or lies below another that went by. `a` and `a/b`
 * need not be neighbours, `a-b` lies between them; so the lengths are kept of all paths that the last one begins
 * with. Work and memory per path don't grow with their number. It is spent once it has found something wrong.
 */
export class PathOrder {
  readonly #last = new Uint8Array(MAX_PATH_BYTES);
  #length = 0;
  /** Lengths of the paths that went by and that the last one begins with, itself included; ascending. */
  readonly #prefixes: number[] = [];

  /**
   * Takes the next path, `path` in words and `bytes` from `start` to `end`; returns what is wrong with it, or
   * undefined.
   */
  next(path: string, bytes: Uint8Array, start: number, end: number): string | undefined {
    const length = end - start;
    const common = this.#commonLength(bytes, start, length);
    if (!this.#isPlain(bytes, start, length, common)) {
      const problem = pathProblem(path);
      if (problem !== undefined) return problem;
    }
    const problem = this.#placeProblem(common, length, bytes[start + common] ?? -1);
    if (problem !== undefined) return problem;
    this.#prefixes.push(length);
    for (let i = common; i < length; i++) this.#last[i] = bytes[start + i] as number;
    this.#length = length;
    return undefined;
  }

  #commonLength(bytes: Uint8Array, start: number, length: number): number {
    const last = this.#last;
    const most = Math.min(this.#length, length);
    let i = 0;
    while (i < most && last[i] === bytes[start + i]) i++;
    return i;
  }

  /**
   * Whether a path plainly keeps the rules: ASCII without NUL, and no part too long or beginning with a dot. The
   * parts that it shares with the path before are known to be paths, so they need not be looked at again.
   */
  #isPlain(bytes: Uint8Array, start: number, length: number, common: number): boolean {
    if (length > MAX_PATH_BYTES) return false;
    let part = partStart(bytes, start, common);
    for (let i = part; i < length; i++) {
      const byte = bytes[start + i] as number;
      if (byte === SLASH) {
        if (i === part || i - part > MAX_PART_BYTES) return false;
        part = i + 1;
      } else if (byte >= 0x80 || byte === 0 || (byte === DOT && i === part)) return false;
    }
    return length > part && length - part <= MAX_PART_BYTES;
  }

  /** `next` is the first byte that the path before does not share, -1 when there is none. */
  #placeProblem(common: number, length: number, next: number): string | undefined {
    if (common === length && length > 0)
      return this.#length === length ? 'a path twice' : 'paths out of order';
    if (common < this.#length && (this.#last[common] as number) > next) return 'paths out of order';
    const prefixes = this.#prefixes;
    while (prefixes.length > 0 && (prefixes.at(-1) as number) > common) prefixes.pop();
    if (prefixes.at(-1) === common && next === SLASH) return 'a path below another that is no folder';
    return undefined;
  }
}

/** Where the part begins in which the byte at `index` of a path lies. */
function partStart(bytes: Uint8Array, start: number, index: number): number {
  let i = index;
  while (i > 0 && bytes[start + i - 1] !== SLASH) i--;
  return i;
}
