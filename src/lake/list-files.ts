import { DlakeError } from '../errors.ts';
import type { Grade } from '../records/commit.ts';
import { digestStream } from '../records/digest-stream.ts';
import type { ExpectedFile } from '../records/expected-list.ts';
import { decodeExpectedList } from '../records/expected-list.ts';
import { isSymlink, type ManifestEntry } from '../records/manifest-entry.ts';
import { readManifestPages } from '../records/read-manifest.ts';
import type { CallOptions } from '../store/contract.ts';
import { readFile } from './find-file.ts';
import type { Lake } from './lake.ts';
import type { CommitWithId } from './read-commit.ts';
import { pageReader } from './read-page.ts';

/** A file of a version, with what is known of it beyond its id. */
export interface ListedFile {
  readonly entry: ManifestEntry;
  /** How well it was checked against what its source published; absent when the version was not checked. */
  readonly grade?: Grade;
  readonly md5?: string;
}

export interface ListOptions extends CallOptions {
  /** Only this path and what is below it. */
  readonly below?: string | undefined;
  /** Read every file for its md5. */
  readonly md5?: boolean;
}

/** The files of a version in byte order of path. Throws `path-unknown` when nothing is at or below `below`. */
export async function* listFiles(
  lake: Lake,
  version: CommitWithId,
  options: ListOptions = {},
): AsyncIterable<ListedFile> {
  const { commit } = version;
  const { below, md5, signal } = options;
  const grades = await gradesOf(lake, version);
  let found = false;
  for await (const entries of readManifestPages(commit.manifest, pageReader(lake, commit.layer))) {
    for (const entry of entries) {
      if (below !== undefined && entry.path !== below && !entry.path.startsWith(`${below}/`)) continue;
      found = true;
      const grade = isSymlink(entry)
        ? undefined
        : (grades?.get(entry.path)?.grade ?? (grades && 'unverified'));
      yield {
        entry,
        ...(grade === undefined ? {} : { grade }),
        ...(md5 === true && !isSymlink(entry) ? { md5: await md5Of(lake, version, entry.path, signal) } : {}),
      };
    }
  }
  if (below === undefined || found) return;
  throw new DlakeError('path-unknown', {
    revision: `${commit.layer}/${commit.dataset}@${commit.metadata.version}`,
    path: below,
  });
}

async function gradesOf(
  lake: Lake,
  { commit }: CommitWithId,
): Promise<ReadonlyMap<string, ExpectedFile> | undefined> {
  if (commit.expected === undefined) return undefined;
  const bytes = await lake.store.read(commit.layer, commit.expected.list);
  if (bytes === undefined) throw new DlakeError('object-missing', { id: commit.expected.list });
  return new Map(decodeExpectedList(bytes, 'the list of published sums').map((file) => [file.path, file]));
}

async function md5Of(
  lake: Lake,
  version: CommitWithId,
  path: string,
  signal: AbortSignal | undefined,
): Promise<string> {
  const digest = digestStream('md5');
  for await (const chunk of await readFile(lake, version, path, signal === undefined ? {} : { signal }))
    digest.update(chunk);
  return digest.text();
}
