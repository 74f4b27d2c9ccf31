import { type BlobUse, commitsOfBlob } from '../catalog/commits-of-blob.ts';
import { DlakeError } from '../errors.ts';
import { decodeCommit } from '../records/decode-commit.ts';
import type { BlobId, CommitId, ObjectId } from '../records/ids.ts';
import { LAYERS } from '../records/layers.ts';
import { isSymlink } from '../records/manifest-entry.ts';
import { decodePage, isLeaf } from '../records/page.ts';
import { compareUtf8 } from '../records/utf8-order.ts';
import type { Lake } from './lake.ts';

/** One place where some bytes are: a version of a dataset, and the path in it. */
export interface Whereabouts {
  readonly ref: string;
  readonly commit: CommitId;
  readonly version: string;
  readonly path: string;
}

/** Versions that are looked at together. */
const AT_ONCE = 500;

/** Every version and path that holds these bytes, the newest version first. Throws `object-missing`. */
export async function whence(lake: Lake, blob: BlobId): Promise<Whereabouts[]> {
  const uses = await commitsOfBlob(await lake.catalog(), blob);
  const found: Whereabouts[] = [];
  for (let at = 0; at < uses.length; at += AT_ONCE) {
    const some = uses.slice(at, at + AT_ONCE);
    const versions = await read(lake, some, ({ commit }) => [commit], versionOf);
    const paths = await read(
      lake,
      some,
      ({ pages }) => pages,
      (bytes) => pathsOf(bytes, blob),
    );
    for (const { layer, dataset, commit, pages } of some) {
      const own = pages.flatMap((page) => paths.get(page) ?? []).sort(compareUtf8);
      const version = versions.get(commit) as string;
      for (const path of own) found.push({ ref: `${layer}/${dataset}`, commit, version, path });
    }
  }
  return found;
}

/** What `of` makes of the records that uses name, each read once. */
async function read<T>(
  lake: Lake,
  uses: readonly BlobUse[],
  named: (use: BlobUse) => readonly ObjectId[],
  of: (bytes: Uint8Array) => T,
): Promise<ReadonlyMap<ObjectId, T>> {
  const found = new Map<ObjectId, T>();
  for (const layer of LAYERS) {
    const ids = new Set(uses.filter((use) => use.layer === layer).flatMap(named));
    for await (const batch of lake.store.readMany(layer, [...ids]))
      for (const { id, bytes } of batch) found.set(id, of(bytes));
    for (const id of ids) if (!found.has(id)) throw new DlakeError('object-missing', { id });
  }
  return found;
}

const versionOf = (bytes: Uint8Array): string => decodeCommit(bytes).metadata.version;

function pathsOf(bytes: Uint8Array, blob: BlobId): readonly string[] {
  const page = decodePage(bytes);
  if (!isLeaf(page)) return [];
  return page.entries.flatMap((entry) => (isSymlink(entry) || entry.blob !== blob ? [] : [entry.path]));
}
