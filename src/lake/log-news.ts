import type { CommitToApply, EntryToApply, PageToApply } from '../catalog/batch.ts';
import { DlakeError } from '../errors.ts';
import { decodeCommit } from '../records/decode-commit.ts';
import { decodeEntry, type LogEntry } from '../records/entry.ts';
import { type CommitId, type EntryId, entryId, type ManifestId } from '../records/ids.ts';
import type { Layer } from '../records/layers.ts';
import { decodePage, isLeaf } from '../records/page.ts';
import { sha256Hex } from '../records/sha256.ts';
import type { Lake } from './lake.ts';

/** A log entry on its way into the catalog, decoded. */
export interface NewEntry extends EntryToApply {
  readonly entry: LogEntry;
}

/** The entries of one log from `after` on, each checked to follow the one before. */
export async function* entriesFrom(
  lake: Lake,
  layer: Layer,
  subject: string,
  after: { seq: number; id: EntryId } | undefined,
): AsyncIterable<NewEntry> {
  let prev = after?.id;
  for (let seq = (after?.seq ?? 0) + 1; ; seq++) {
    const stored = await lake.store.logs.read(layer, subject, seq);
    if (stored === undefined) return;
    const entry = decodeEntry(stored.bytes, { subject, seq });
    if (entry.prev !== prev) {
      throw new DlakeError('record-invalid', {
        what: `log ${layer}/${subject} entry ${seq}`,
        reason: 'it does not follow the entry before it',
      });
    }
    const id = entryId(sha256Hex(stored.bytes));
    yield { layer, subject, id, bytes: stored.bytes, entry };
    prev = id;
  }
}

/** Reads a commit of this layer as the catalog wants it; undefined when the layer does not hold it. */
export async function newCommit(lake: Lake, layer: Layer, id: CommitId): Promise<CommitToApply | undefined> {
  const bytes = await lake.store.read(layer, id);
  return bytes === undefined ? undefined : { id, bytes, commit: decodeCommit(bytes) };
}

/** Reads a page of this layer as the catalog wants it; throws `object-missing`. */
export async function newPage(lake: Lake, layer: Layer, id: ManifestId): Promise<PageToApply> {
  const bytes = await lake.store.read(layer, id);
  if (bytes === undefined) throw new DlakeError('object-missing', { id });
  const page = decodePage(bytes);
  const children = isLeaf(page) ? [] : page.entries.map((child) => child.page);
  return { id, level: page.level, bytes, children };
}
