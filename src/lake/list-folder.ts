import { isSymlink, type ManifestEntry } from '../records/manifest-entry.ts';
import { manifestFrom } from '../records/manifest-from.ts';
import { compareUtf8 } from '../records/utf8-order.ts';
import type { Lake } from './lake.ts';
import type { CommitWithId } from './read-commit.ts';
import { pageReader } from './read-page.ts';

/** Something that lies in a folder of a version: a folder has no size, for nobody counted what is in it. */
export interface ListedEntry {
  /** From the root of the version. */
  readonly path: string;
  readonly kind: 'folder' | 'file' | 'link';
  /** The file or link itself. */
  readonly entry?: ManifestEntry;
}

/** Part of what lies in a folder, and whether it is the last part. */
export interface FolderPart {
  readonly entries: readonly ListedEntry[];
  readonly complete: boolean;
}

/**
 * What lies in a folder of a version, not below it: at most `limit` entries in byte order, from behind
 * `after` on. What lies in its folders is stepped over, so it takes some pages, however many files there are. The
 * root is the empty path.
 */
export async function listFolder(
  lake: Lake,
  { commit }: CommitWithId,
  folder: string,
  { after, limit }: { readonly after?: ListedEntry | undefined; readonly limit: number },
): Promise<FolderPart> {
  const readPage = pageReader(lake, commit.layer);
  const prefix = folder === '' ? '' : `${folder}/`;
  const entries: ListedEntry[] = [];
  let from =
    after === undefined ? prefix : after.kind === 'folder' ? behind(after.path) : `${after.path}\u0001`;
  for (;;) {
    let skipTo: string | undefined;
    for await (const page of manifestFrom(commit.manifest, from, readPage)) {
      for (const entry of page) {
        if (skipTo !== undefined && compareUtf8(entry.path, skipTo) < 0) continue;
        if (!entry.path.startsWith(prefix)) return { entries, complete: true };
        if (entries.length === limit) return { entries, complete: false };
        const slash = entry.path.indexOf('/', prefix.length);
        if (slash < 0) {
          entries.push({ path: entry.path, kind: isSymlink(entry) ? 'link' : 'file', entry });
          continue;
        }
        const path = entry.path.slice(0, slash);
        entries.push({ path, kind: 'folder' });
        skipTo = behind(path);
      }
      // What is left of the folder may fill many pages.
      const last = page.at(-1)?.path;
      if (skipTo !== undefined && last !== undefined && compareUtf8(last, skipTo) < 0) break;
      skipTo = undefined;
    }
    if (skipTo === undefined) return { entries, complete: true };
    from = skipTo;
  }
}

/** The first path that comes after all that is below a folder: `0` follows `/`. */
const behind = (path: string): string => `${path}0`;
