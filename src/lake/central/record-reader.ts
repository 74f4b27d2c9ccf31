import type { Catalog } from '../../catalog/catalog.ts';
import { readAncestors } from '../../catalog/read-ancestors.ts';
import { readRecords } from '../../catalog/read-records.ts';
import {
  type CommitId,
  commitId,
  hexOf,
  isBlobId,
  type ManifestId,
  type ObjectId,
} from '../../records/ids.ts';
import { checkedRecord, isRecord } from './checked-record.ts';
import { RecordCache } from './record-cache.ts';

type RecordId = CommitId | ManifestId;

/** Memory for records that were read or are on their way. */
const CACHE_BYTES = 48 * 1024 * 1024;
/** Whoever reads a commit goes on to its parents, most of the time. */
const READ_AHEAD = 200;
const IDS_AT_ONCE = 500;

/** Commits and manifest pages as the catalog has them: one statement, where the buckets would take a request each. */
export class RecordReader {
  readonly #catalog: Catalog;
  readonly #cache = new RecordCache(CACHE_BYTES);

  constructor(catalog: Catalog) {
    this.#catalog = catalog;
  }

  /** A record that is being written: it will be asked for before it is in the catalog. */
  keep(id: ObjectId, bytes: Uint8Array): void {
    this.#cache.keep(id, bytes);
  }

  /** A record, or undefined when the catalog does not have it. Throws `object-damaged` for a row that lies. */
  async read(id: ObjectId): Promise<Uint8Array | undefined> {
    const known = this.#cache.get(id);
    if (known !== undefined) return known;
    const line = await readAncestors(this.#catalog, commitId(hexOf(id)), READ_AHEAD);
    // What is read ahead and lies is left to whoever asks for it by its id.
    for (const [other, bytes] of line.slice(1)) if (isRecord(other, bytes)) this.keep(other, bytes);
    const [own] = line;
    const bytes = own?.[1] ?? (await readRecords(this.#catalog, [id as RecordId])).get(id as RecordId);
    if (bytes === undefined) return undefined;
    const checked = checkedRecord(id, bytes);
    this.keep(id, checked);
    return checked;
  }

  /** Those of these records that the catalog has, in batches. Throws as `read` does. */
  async *readMany(
    ids: readonly ObjectId[],
  ): AsyncIterable<readonly { readonly id: ObjectId; readonly bytes: Uint8Array }[]> {
    for (let at = 0; at < ids.length; at += IDS_AT_ONCE) {
      const slice = ids.slice(at, at + IDS_AT_ONCE).filter((id): id is RecordId => !isBlobId(id));
      const found = await readRecords(
        this.#catalog,
        slice.filter((id) => this.#cache.get(id) === undefined),
      );
      for (const [id, bytes] of found) this.keep(id, checkedRecord(id, bytes));
      yield slice.flatMap((id) => {
        const bytes = this.#cache.get(id) ?? found.get(id);
        return bytes === undefined ? [] : [{ id, bytes }];
      });
    }
  }
}
