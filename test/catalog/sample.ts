import type { Batch, CommitToApply, EntryToApply, PageToApply } from '../../src/catalog/batch.ts';
import type { PlacedFile } from '../../src/catalog/place-files.ts';
import type { Commit } from '../../src/records/commit.ts';
import {
  type BlobId,
  blobId,
  cidBytes,
  commitId,
  entryId,
  hexOf,
  type ManifestId,
  manifestId,
  type ObjectId,
} from '../../src/records/ids.ts';
import type { Layer } from '../../src/records/layers.ts';
import { sha256Hex } from '../../src/records/sha256.ts';

/**
 * Rows for a catalog. It never decodes what it keeps, so JSON stands for dag-cbor here; ids are true to bytes.
 */
export function sampleCommit(fields: Partial<Commit> & { readonly dataset: string }): CommitToApply {
  const [source = 'lab'] = fields.dataset.split('/');
  const commit: Commit = {
    layer: 'raw',
    manifest: samplePage([]).id,
    files: 0,
    bytes: 0,
    action: 'manual',
    metadata: { source, date: '2026-11-22', version: 'v1' },
    name: fields.dataset.split('/')[1] ?? 'x',
    author: 'Ada Lovelace <ada@example.org>',
    message: 'first',
    committedAt: '2026-11-22T10:11:12.345Z',
    ...fields,
  };
  const bytes = Buffer.from(JSON.stringify(commit));
  return { id: commitId(sha256Hex(bytes)), bytes, commit };
}

/** What comes before a CID in dag-cbor. */
const LINK = Buffer.from('d82a582500', 'hex');

/** A level-0 page that names these blobs, with links to them in its bytes. */
export function samplePage(blobs: readonly BlobId[]): PageToApply {
  const bytes = Buffer.concat([Buffer.from('page'), ...blobs.flatMap((blob) => [LINK, cidBytes(blob)])]);
  return { id: manifestId(sha256Hex(bytes)), level: 0, bytes, children: [] };
}

/** A page above others. */
export function sampleParentPage(level: number, children: readonly ManifestId[]): PageToApply {
  const bytes = Buffer.from(JSON.stringify({ level, children }));
  return { id: manifestId(sha256Hex(bytes)), level, bytes, children };
}

/** An entry of a log. */
export function sampleEntry(
  layer: Layer,
  subject: string,
  entry: Partial<EntryToApply['entry']> & { readonly seq: number },
): EntryToApply {
  const whole = {
    kind: 'move',
    at: '2026-11-22T10:11:12.345Z',
    actor: 'Ada Lovelace <ada@example.org>',
    ...entry,
  };
  const bytes = Buffer.from(JSON.stringify({ layer, subject, ...whole }));
  return { layer, subject, id: entryId(sha256Hex(bytes)), bytes, entry: whole };
}

/** The commits of one ref, one after another, the entries that moved it there, and the pages they need. */
export function sampleHistory(
  layer: Layer,
  dataset: string,
  count: number,
  fields: Partial<Commit> = {},
): Batch {
  const commits: CommitToApply[] = [];
  const entries: EntryToApply[] = [];
  for (let n = 1; n <= count; n++) {
    const last = commits.at(-1)?.id;
    const commit = sampleCommit({
      dataset,
      layer,
      message: `version ${n} of ${dataset}`,
      committedAt: new Date(Date.UTC(2026, 0, 1) + n * 60_000).toISOString(),
      ...(last === undefined ? {} : { parents: [last] }),
      ...fields,
      metadata: { source: dataset.split('/')[0]!, date: '2026-01-01', version: `v${n}`, ...fields.metadata },
    });
    commits.push(commit);
    entries.push(
      sampleEntry(layer, `refs/${dataset}`, {
        seq: n,
        to: commit.id,
        ...(last === undefined ? {} : { from: last }),
      }),
    );
  }
  return { commits, entries, pages: [samplePage([])] };
}

/** A blob's id, from any text. */
export const sampleBlob = (text: string): BlobId => blobId(sha256Hex(text));

/** A pack of these objects, 100 bytes each. */
export function samplePack(
  ids: readonly ObjectId[],
  facts: Partial<Pick<PlacedFile, 'versionId' | 'retainUntil'>> = {},
) {
  const objects = ids.map((id, n) => ({ id, offset: 100 * n, length: 100 }));
  const key = sha256Hex(`pack of ${ids.join()}`);
  return { kind: 'pack' as const, key, size: 100 * ids.length + 200, ...facts, objects };
}

/** A blob that is stored by itself. */
export const sampleFile = (blob: BlobId, size: number) => ({
  kind: 'blob' as const,
  key: hexOf(blob),
  size,
  objects: [],
});

/** All of a stream, as a list. */
export async function collect<T>(stream: AsyncIterable<T>): Promise<T[]> {
  const all: T[] = [];
  for await (const one of stream) all.push(one);
  return all;
}
