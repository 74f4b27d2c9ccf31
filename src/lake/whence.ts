import { commitsOfBlob } from '../catalog/commits-of-blob.ts';
import type { BlobId, CommitId } from '../records/ids.ts';
import { isSymlink } from '../records/manifest-entry.ts';
import { decodePage, isLeaf } from '../records/page.ts';
import { compareUtf8 } from '../records/utf8-order.ts';
import type { Lake } from './lake.ts';
import { readCommit } from './read-commit.ts';
import { pageReader } from './read-page.ts';

/** One place where some bytes are: a version of a dataset, and the path in it. */
export interface Whereabouts {
  readonly ref: string;
  readonly commit: CommitId;
  readonly version: string;
  readonly path: string;
}

/** Every version and path that holds these bytes, the newest version first. */
export async function whence(lake: Lake, blob: BlobId): Promise<Whereabouts[]> {
  const found: Whereabouts[] = [];
  for (const use of await commitsOfBlob(await lake.catalog(), blob)) {
    const { commit } = await readCommit(lake, use.commit, use.layer);
    const readPage = pageReader(lake, use.layer);
    const paths: string[] = [];
    for (const id of use.pages) {
      const page = decodePage(await readPage(id));
      if (!isLeaf(page)) continue;
      for (const entry of page.entries) if (!isSymlink(entry) && entry.blob === blob) paths.push(entry.path);
    }
    for (const path of paths.sort(compareUtf8)) {
      found.push({
        ref: `${use.layer}/${use.dataset}`,
        commit: use.commit,
        version: commit.metadata.version,
        path,
      });
    }
  }
  return found;
}
