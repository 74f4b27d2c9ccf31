import { DlakeError } from '../errors.ts';
import { findInManifest } from '../records/find-in-manifest.ts';
import { type FileEntry, isSymlink, type ManifestEntry } from '../records/manifest-entry.ts';
import type { RangeOptions } from '../store/contract.ts';
import type { Lake } from './lake.ts';
import type { CommitWithId } from './read-commit.ts';
import { pageReader } from './read-page.ts';

/** What a version has at a path; throws `path-unknown` when it has nothing there. */
async function findFile(lake: Lake, version: CommitWithId, path: string): Promise<ManifestEntry> {
  const { manifest, layer } = version.commit;
  const entry = await findInManifest(manifest, path, pageReader(lake, layer));
  if (entry === undefined) throw new DlakeError('path-unknown', { revision: describe(version), path });
  return entry;
}

/** The file that a version has at a path, following its symlinks. Throws `path-unknown`. */
export async function fileBehind(lake: Lake, version: CommitWithId, path: string): Promise<FileEntry> {
  let entry = await findFile(lake, version, path);
  for (let hops = 0; isSymlink(entry); hops++) {
    if (hops === MAX_HOPS) throw new DlakeError('path-unknown', { revision: describe(version), path });
    entry = await findFile(lake, version, targetPath(entry.path, entry.target));
  }
  return entry;
}

/**
 * The bytes of a file of a version, following its symlinks; a whole read is checked against the id before its
 * last bytes are handed over. Throws `path-unknown`, `object-missing`, `object-damaged`.
 */
export async function readFile(
  lake: Lake,
  version: CommitWithId,
  path: string,
  options?: RangeOptions,
): Promise<AsyncIterable<Uint8Array>> {
  const entry = await fileBehind(lake, version, path);
  const bytes = await lake.store.get(version.commit.layer, entry.blob, options);
  if (bytes !== undefined) return bytes;
  const { layer, dataset } = version.commit;
  throw new DlakeError('object-missing', { id: entry.blob, ref: `${layer}/${dataset}`, path });
}

/** As many links in a row as Linux follows. */
const MAX_HOPS = 40;

/** Where a link leads: its rule lets `..` stand only at the beginning, and never out of the dataset. */
function targetPath(path: string, target: string): string {
  const parts = path.split('/').slice(0, -1);
  for (const part of target.split('/')) {
    if (part === '..') parts.pop();
    else if (part !== '.' && part !== '') parts.push(part);
  }
  return parts.join('/');
}

const describe = ({ commit }: CommitWithId): string =>
  `${commit.layer}/${commit.dataset}@${commit.metadata.version}`;
