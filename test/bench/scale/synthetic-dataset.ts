import type { Batch, CommitToApply, EntryToApply, PageToApply } from '../../../src/catalog/batch.ts';
import type { Commit } from '../../../src/records/commit.ts';
import { encodeCommit } from '../../../src/records/encode-commit.ts';
import { encodeEntry, type LogEntry } from '../../../src/records/entry.ts';
import { type BlobId, blobId, type ManifestId } from '../../../src/records/ids.ts';
import { ManifestBuilder } from '../../../src/records/manifest-builder.ts';
import { decodePage, isLeaf } from '../../../src/records/page.ts';
import { type Ref, refSubject } from '../../../src/records/ref.ts';
import { sha256Hex } from '../../../src/records/sha256.ts';
import { factsOf } from './synthetic-facts.ts';

/** How much a dataset has. */
export interface DatasetShape {
  readonly files: number;
  readonly versions: number;
}

/** A dataset with all its versions: what a catalog takes of it, every record a valid one with its real id. */
export interface SyntheticDataset extends Batch {
  readonly ref: Ref;
  /** By path, in the last version. */
  readonly blobs: ReadonlyMap<string, BlobId>;
  /** In any version. */
  readonly stored: ReadonlySet<BlobId>;
  /** Entries of all its manifests. */
  readonly files: number;
}

/** Every so many datasets have one file in common. */
const SHARED_EVERY = 1000;
/** The file that they have in common. */
export const SHARED_BLOB: BlobId = blobId(sha256Hex('the licence'));

const START = Date.UTC(2020, 0, 1);
const SPAN = 365 * 24 * 3600 * 1000;
const ACTOR = 'pg:simulation';

/** The ref of dataset `n`. */
export const refOf = (n: number): Ref => ({ layer: 'raw', source: 'geo', externalId: `GSE${100_000 + n}` });

/**
 * Dataset `n`, the same whenever it is made, with its first `versions` versions; one file changes with each. Versions
 * of all datasets are spread over one year.
 */
export function syntheticDataset(
  n: number,
  shape: DatasetShape,
  versions: number = shape.versions,
): SyntheticDataset {
  const ref = refOf(n);
  const step = Math.floor(SPAN / shape.versions);
  const commits: CommitToApply[] = [];
  const pages: PageToApply[] = [];
  const entries: EntryToApply[] = [];
  const blobs = new Map<string, BlobId>();
  const stored = new Set<BlobId>();
  const put = (path: string, blob: BlobId) => {
    blobs.set(path, blob);
    stored.add(blob);
  };
  if (n % SHARED_EVERY === 0) put('LICENCE.txt', SHARED_BLOB);
  for (let file = 0; file < shape.files; file++) put(pathOf(file), blobOf(n, file, 0));
  let files = 0;
  for (let version = 1; version <= versions; version++) {
    const changed = (version - 2) % shape.files;
    if (version > 1) put(pathOf(changed), blobOf(n, changed, version - 1));
    const at = new Date(START + version * step + ((n * 7919) % 86_400) * 1000).toISOString();
    const builder = new ManifestBuilder(({ id, level, bytes }) => {
      pages.push({ id, level, bytes, children: level === 0 ? [] : childrenOf(bytes) });
    });
    for (const [path, blob] of blobs) builder.add({ path, blob, size: 1000 + path.length });
    const { root, ...totals } = builder.finish();
    files += totals.files;
    const parent = commits.at(-1)?.id;
    const commit: Commit = {
      dataset: `${ref.source}/${ref.externalId}`,
      layer: ref.layer,
      manifest: root,
      ...totals,
      ...(parent === undefined ? {} : { parents: [parent] }),
      ...factsOf(n, version, at),
    };
    const made = encodeCommit(commit);
    commits.push({ ...made, commit });
    const entry: LogEntry = {
      subject: refSubject(ref),
      seq: version,
      ...(entries.length === 0 ? {} : { prev: (entries.at(-1) as EntryToApply).id }),
      kind: 'move',
      ...(parent === undefined ? {} : { from: parent }),
      to: made.id,
      actor: ACTOR,
      at,
    };
    entries.push({ layer: ref.layer, subject: entry.subject, ...encodeEntry(entry), entry });
  }
  return { ref, blobs, stored, files, commits, pages, entries };
}

const pathOf = (file: number): string => `samples/${String(file).padStart(6, '0')}.counts.tsv.gz`;

const blobOf = (n: number, file: number, revision: number): BlobId =>
  blobId(sha256Hex(`dataset ${n}, file ${file}, revision ${revision}`));

function childrenOf(bytes: Uint8Array): readonly ManifestId[] {
  const page = decodePage(bytes);
  return isLeaf(page) ? [] : page.entries.map((child) => child.page);
}
