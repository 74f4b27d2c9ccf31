import { DlakeError } from '../errors.ts';
import type { LocalLake } from '../lake/lake.ts';
import { pageReader } from '../lake/read-page.ts';
import { cidText, type ManifestId } from '../records/ids.ts';
import type { ManifestEntry } from '../records/manifest-entry.ts';
import { readManifestPages } from '../records/read-manifest.ts';
import { refText } from '../records/ref.ts';
import type { CallOptions } from '../store/contract.ts';
import type { LinkMode } from './base.ts';
import { baseEntries } from './base-entries.ts';
import { checkFolding } from './check-folding.ts';
import { checkPresence } from './check-presence.ts';
import { currentBase } from './current-base.ts';
import { type PathMatcher, pathMatcher } from './path-matcher.ts';
import { planCheckout } from './plan-checkout.ts';
import { withTemporaryFolder } from './temporary-folder.ts';
import type { WorktreeFolder } from './worktree-folder.ts';
import { writeEntries } from './write-entries.ts';

export interface RestoreOptions extends CallOptions {
  /** Where the files come from; default: the folder's base. */
  readonly from?: { readonly manifest: ManifestId; readonly revision: string };
  readonly linkMode?: LinkMode;
}

/**
 * Gives files of a folder the bytes that its base or another version has, whatever they are now; `''` is the whole
 * folder. What a partial checkout left out comes only when it is named. Files that the version lacks stay. The base
 * stays, too. Returns the paths that were written, in byte order. Throws `not-checked-out` without a base,
 * `path-unknown`, `worktree-in-the-way` when something else is where a folder must be, `paths-fold`, and what
 * `writeEntries` does.
 */
export async function restore(
  lake: LocalLake,
  folder: WorktreeFolder,
  paths: readonly string[],
  options: RestoreOptions = {},
): Promise<readonly string[]> {
  const { ref, path: root } = folder;
  const base = await currentBase(lake, folder);
  const readPage = pageReader(lake, ref.layer);
  const source = options.from
    ? { pages: readManifestPages(options.from.manifest, readPage), revision: options.from.revision }
    : base && { pages: baseEntries(base, readPage), revision: cidText(base.commit) };
  if (source === undefined) throw new DlakeError('not-checked-out', { ref: refText(ref) });
  const wanted = await entriesAt(source, paths, pathMatcher(base?.only));
  await checkPresence(lake, ref, wanted, options);
  const linkMode = options.linkMode ?? base?.linkMode ?? 'copy';
  return withTemporaryFolder(root, async (temporary) => {
    checkFolding(
      temporary,
      wanted.map(({ path }) => path),
    );
    const plan = await planCheckout(lake, folder, {
      ...options,
      wanted,
      before: [],
      force: true,
      followSymlinks: base?.followSymlinks === true,
    });
    if (plan.obstacles.length > 0) {
      throw new DlakeError('worktree-in-the-way', { ref: refText(ref), paths: plan.obstacles });
    }
    await writeEntries(lake, { ...options, ref, root, temporary, linkMode, entries: plan.write });
    return plan.write.map(({ path }) => path);
  });
}

/** The entries at or below these paths, each of which must have some; those in the part, where it has any of them. */
async function entriesAt(
  source: { readonly pages: AsyncIterable<readonly ManifestEntry[]>; readonly revision: string },
  paths: readonly string[],
  isInPart: PathMatcher,
): Promise<readonly ManifestEntry[]> {
  const found: { readonly entry: ManifestEntry; readonly asked: readonly string[] }[] = [];
  const [known, inPart] = [new Set(['']), new Set([''])];
  for await (const page of source.pages) {
    for (const entry of page) {
      const asked = paths.filter(
        (path) => path === '' || entry.path === path || entry.path.startsWith(`${path}/`),
      );
      if (asked.length === 0) continue;
      found.push({ entry, asked });
      for (const path of asked) (isInPart(entry.path) ? inPart : known).add(path);
    }
  }
  const unknown = paths.find((path) => !known.has(path) && !inPart.has(path));
  if (unknown !== undefined)
    throw new DlakeError('path-unknown', { revision: source.revision, path: unknown });
  return found
    .filter(({ entry, asked }) => isInPart(entry.path) || asked.some((path) => !inPart.has(path)))
    .map(({ entry }) => entry);
}
