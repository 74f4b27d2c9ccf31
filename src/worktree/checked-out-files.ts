import type { ManifestId } from '../records/ids.ts';
import { isSymlink, type ManifestEntry } from '../records/manifest-entry.ts';
import type { FileStat } from '../store/contract.ts';
import { copyRow, type FileTable, rowOf, SYMLINK, statColumns } from './file-table.ts';
import { type HashedFolder, setStat, settle } from './hash-files.ts';
import { DIGEST_BYTES, type StatCache } from './stat-cache.ts';
import { setDigest } from './table-entry.ts';

/** What a checkout leaves on disk, noted while it writes. */
export class CheckedOutFiles {
  readonly #table: FileTable;
  readonly #digests: Uint8Array;
  /** By index of the entries that are written, their rows. */
  readonly #rows: Uint32Array;

  /**
   * `wanted` is all that the folder is to hold, `written` those entries of it that are written, both in byte order;
   * the others are as they were in the folder before.
   */
  constructor(wanted: readonly ManifestEntry[], written: readonly ManifestEntry[], before: HashedFolder) {
    const targets = new Map<number, string>();
    this.#table = { ...statColumns(wanted.length), targets, paths: wanted.map(({ path }) => path) };
    this.#digests = new Uint8Array(wanted.length * DIGEST_BYTES);
    this.#rows = new Uint32Array(written.length);
    let next = 0;
    for (const [row, entry] of wanted.entries()) {
      const isWritten = written[next]?.path === entry.path;
      if (isWritten) this.#rows[next++] = row;
      if (isSymlink(entry)) {
        this.#table.flags[row] = SYMLINK;
        targets.set(row, entry.target);
        continue;
      }
      setDigest(this.#digests, row, entry.blob);
      if (!isWritten) copyRow(this.#table, row, before.table, rowOf(before.table, entry.path));
    }
  }

  /** Notes that an entry, told by its index among those that are written, is on disk. */
  readonly onWritten = (index: number, stat: FileStat): void => {
    setStat(this.#table, this.#rows[index]!, stat, 0n);
  };

  /** The folder's stat cache, once all was written by `until`, by the file system's clock; nothing differs. */
  cache(manifest: ManifestId, only: readonly string[] | undefined, until: bigint): StatCache {
    for (const row of this.#rows) if (this.#table.flags[row] !== SYMLINK) settle(this.#table, row, until);
    const base = { manifest, only, differs: new Map() };
    return { table: this.#table, digests: this.#digests, base, listing: undefined };
  }
}
