import type { LocalLake } from '../lake/lake.ts';
import type { Commit, Grade } from '../records/commit.ts';
import type { PathChange } from '../records/diff-manifests.ts';
import { decodeExpectedList, type ExpectedFile, encodeExpectedList } from '../records/expected-list.ts';
import { blobIdOf } from '../records/ids.ts';
import { sortUtf8 } from '../records/utf8-order.ts';
import type { Session } from '../store/contract.ts';

/** What is known of a version's files from their sources. */
export interface Published {
  /** The sums that were checked in this commit. */
  readonly rows: readonly ExpectedFile[];
  /** Whether there was a list of sums, even if it fits no file. */
  readonly asked: boolean;
}

/**
 * The `expected` of a version: what was checked now, and what the version before knows of files that have not
 * changed since; their bytes are the ones that were checked. The list goes into the session. Undefined when
 * nothing was published of any file.
 */
export async function expectedOfVersion(
  lake: LocalLake,
  session: Session,
  version: {
    readonly parent: Commit | undefined;
    readonly changes: readonly PathChange[];
    readonly published: Published;
    /** How many of the version's files are no symlinks. */
    readonly regularFiles: number;
  },
): Promise<Commit['expected']> {
  const { parent, changes, published, regularFiles } = version;
  const rows = new Map<string, ExpectedFile>();
  for (const row of await knownBefore(lake, parent)) rows.set(row.path, row);
  for (const { path } of changes) rows.delete(path);
  for (const row of published.rows) rows.set(row.path, row);
  if (regularFiles === 0 || (rows.size === 0 && !published.asked)) return undefined;
  const bytes = encodeExpectedList(sortUtf8(rows.keys()).map((path) => rows.get(path) as ExpectedFile));
  const list = blobIdOf(bytes);
  session.put(list, bytes);
  return { list, grades: countGrades(rows.values(), regularFiles) };
}

/** A list that the store has lost tells nothing more; `verify` names the loss. */
async function knownBefore(lake: LocalLake, parent: Commit | undefined): Promise<readonly ExpectedFile[]> {
  if (parent?.expected === undefined) return [];
  const bytes = await lake.store.read(parent.layer, parent.expected.list);
  return bytes === undefined ? [] : decodeExpectedList(bytes, 'the list of published sums');
}

/** How many files have each grade; those without a row are unverified. */
function countGrades(rows: Iterable<ExpectedFile>, files: number): Partial<Record<Grade, number>> {
  const grades: Partial<Record<Grade, number>> = {};
  let left = files;
  for (const { grade } of rows) {
    grades[grade] = (grades[grade] ?? 0) + 1;
    left -= 1;
  }
  return left === 0 ? grades : { ...grades, unverified: (grades.unverified ?? 0) + left };
}
