import { DlakeError } from '../errors.ts';
import { CborWriter } from './cbor-writer.ts';
import type { Encoded } from './commit.ts';
import { type ManifestId, manifestId } from './ids.ts';
import { MAX_PAGE_ENTRIES } from './limits.ts';
import { type ChildEntry, isSymlink, type ManifestEntry } from './manifest-entry.ts';
import { pageBytes, writeChild, writeEntry } from './page.ts';
import { PathOrder } from './path-order.ts';
import { leadingZeroBits, sha256Hex } from './sha256.ts';
import { targetProblem } from './symlink-target.ts';

/** A page closes after an entry whose hash begins with this many zero bits, times its level plus one. */
const BITS_PER_LEVEL = 9;

/** A manifest: its root page and what it holds. */
export interface ManifestRoot {
  readonly root: ManifestId;
  readonly files: number;
  readonly bytes: number;
}

/** A page that is ready to be stored, as it leaves the builder. */
export type EmitPage = (page: Encoded<ManifestId> & { readonly level: number }) => void;

/**
 * Makes a manifest of entries that come in byte order of path, handing each page over as it closes, those below
 * before those above. Equal entries give the same root, whatever their history. Memory does not grow with the
 * number of entries.
 */
export class ManifestBuilder {
  readonly #emit: EmitPage;
  readonly #order = new PathOrder();
  readonly #levels: Level[] = [];
  #files = 0;
  #bytes = 0;

  constructor(emit: EmitPage) {
    this.#emit = emit;
  }

  /**
   * Takes the next entry. Throws `path-invalid` when its path breaks a rule, is not after the one before, or
   * lies below one that went by; `symlink-outside` when a link may lead out; then the builder is spent. `zeros`
   * is `leadingZeroBits` of the path, for callers that had other threads work it out.
   */
  add(entry: ManifestEntry, zeros = leadingZeroBits(entry.path)): void {
    const { path } = entry;
    const level = this.#level(0);
    const reason = writeEntry(level.writer, entry, this.#order);
    if (reason !== undefined) throw new DlakeError('path-invalid', { path, reason });
    if (isSymlink(entry) && targetProblem(path, entry.target) !== undefined) {
      throw new DlakeError('symlink-outside', { path, target: entry.target });
    }
    const bytes = isSymlink(entry) ? 0 : entry.size;
    this.#files += 1;
    this.#bytes += bytes;
    if (!Number.isSafeInteger(this.#bytes)) throw new DlakeError('path-invalid', { path, reason: TOO_MUCH });
    this.#count(0, { last: path, files: 1, bytes, zeros });
  }

  /**
   * Takes all files of a page of level 0 that is stored already, instead of its entries one by one; false, and
   * nothing was taken, when they would not make a page of their own here. The page must be one that a cut closes,
   * wherever it stands: any but the last of a manifest. Its paths are trusted to lie above none that follow.
   * Throws `path-invalid` when they are not after those before.
   */
  addPage(child: ChildEntry): boolean {
    const level = this.#level(0);
    if (level.count > 0) return false;
    const path = Buffer.from(child.last);
    const reason = this.#order.next(child.last, path, 0, path.length);
    if (reason !== undefined) throw new DlakeError('path-invalid', { path: child.last, reason });
    this.#files += child.files;
    this.#bytes += child.bytes;
    if (!Number.isSafeInteger(this.#bytes)) {
      throw new DlakeError('path-invalid', { path: child.last, reason: TOO_MUCH });
    }
    this.#closed(0, { ...child, zeros: leadingZeroBits(child.last) });
    return true;
  }

  /** Closes what is open and says what was made; the builder is spent. */
  finish(): ManifestRoot {
    for (let k = 0; ; k++) {
      const level = this.#level(k);
      if (level.count > 0 || level.pages === 0) this.#close(k);
      if (level.pages === 1) return { root: level.first.page, files: this.#files, bytes: this.#bytes };
    }
  }

  #level(k: number): Level {
    const level = this.#levels[k] ?? newLevel();
    this.#levels[k] = level;
    return level;
  }

  /** Counts what was just written to the open page of a level, and closes the page where it must. */
  #count(k: number, added: Below): void {
    const level = this.#level(k);
    level.count += 1;
    level.files += added.files;
    level.bytes += added.bytes;
    level.last = added.last;
    level.zeros = added.zeros;
    if (added.zeros >= BITS_PER_LEVEL * (k + 1) || level.count === MAX_PAGE_ENTRIES) this.#close(k);
  }

  /** Hands over the open page of a level. */
  #close(k: number): void {
    const level = this.#level(k);
    const bytes = pageBytes(k, level.count, level.writer);
    const page = manifestId(sha256Hex(bytes));
    const child = { last: level.last, page, files: level.files, bytes: level.bytes, zeros: level.zeros };
    level.writer.clear();
    level.count = level.files = level.bytes = 0;
    this.#emit({ id: page, bytes, level: k });
    this.#closed(k, child);
  }

  /** Counts a page that is closed, and lists it above once it is known not to be the root. */
  #closed(k: number, child: Below & ChildEntry): void {
    const level = this.#level(k);
    level.pages += 1;
    if (level.pages === 1) level.first = child;
    if (level.pages === 2) this.#list(k + 1, level.first);
    if (level.pages >= 2) this.#list(k + 1, child);
  }

  #list(k: number, child: Below & ChildEntry): void {
    writeChild(this.#level(k).writer, child);
    this.#count(k, child);
  }
}

const TOO_MUCH = 'the sizes of all files add up to more than 2^53-1 bytes';

/** What an entry adds to a page: a file, or a page below. */
interface Below {
  readonly last: string;
  readonly files: number;
  readonly bytes: number;
  /** The zero bits that the hash of `last` begins with. */
  readonly zeros: number;
}

/** The open page of a level, and what was closed of it. */
interface Level extends Mutable<Below> {
  readonly writer: CborWriter;
  /** Entries of the open page. */
  count: number;
  /** Pages that are closed. */
  pages: number;
  /** The first of them: the root if it stays alone. */
  first: Below & ChildEntry;
}

type Mutable<T> = { -readonly [K in keyof T]: T[K] };

const NOTHING: Below = { last: '', files: 0, bytes: 0, zeros: 0 };

const newLevel = (): Level => ({
  ...NOTHING,
  writer: new CborWriter(),
  count: 0,
  pages: 0,
  first: { ...NOTHING, page: '' as ManifestId },
});
