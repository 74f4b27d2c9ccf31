import { DlakeError } from '../errors.ts';
import { rankOf } from './grade-of-digest.ts';
import { type AmbiguousName, matchNames } from './match-names.ts';
import type { PublishedSum } from './published-sum.ts';

/** What one source published: its rows, and where they came from. */
export interface ChecksumList {
  /** The address of the data, or of the list, as it is recorded. */
  readonly from: string;
  readonly rows: readonly PublishedSum[];
}

/** The best sum that was published of a file. */
export interface ExpectedSum {
  /** The file's path in the dataset. */
  readonly path: string;
  readonly algo: PublishedSum['algo'];
  readonly value: string;
  /** Bytes, when published. */
  readonly size?: number;
  readonly from: string;
}

/** Which published sums belong to which files. */
export interface ChecksumMatch {
  /** By path; a file that isn't here has no published sum. */
  readonly sums: ReadonlyMap<string, ExpectedSum>;
  /** Published names that no file has, as published: what was not downloaded. */
  readonly notDownloaded: readonly string[];
}

/**
 * Finds the published sum of each file (`paths`: the regular files of the dataset). Of several digests the
 * strongest is kept: one that agrees leaves nothing for a weaker one to add. Throws `checksums-invalid` when a
 * name could mean several files, or several names one file with different sums, and when two lists contradict
 * each other.
 */
export function matchChecksums(lists: readonly ChecksumList[], paths: Iterable<string>): ChecksumMatch {
  const files = [...paths];
  const sums = new Map<string, ExpectedSum>();
  const seen = new Map<string, ExpectedSum>();
  const notDownloaded: string[] = [];
  for (const { from, rows } of lists) {
    const byName = Map.groupBy(rows, (row) => row.path);
    const { files: found, ambiguous } = matchNames(byName.keys(), files);
    const meanings = new Map([...found, ...ambiguous.flatMap((group) => onlyMeaning(group, byName, from))]);
    for (const [name, own] of byName) {
      const path = meanings.get(name);
      if (path === undefined) notDownloaded.push(name);
      else for (const row of own) take({ ...row, path, from }, seen, sums);
    }
  }
  return { sums, notDownloaded };
}

/** Several names of one file are no riddle when all say the same of it. */
function onlyMeaning(
  { names, files }: AmbiguousName,
  rows: ReadonlyMap<string, readonly PublishedSum[]>,
  from: string,
): readonly (readonly [string, string])[] {
  const said = new Set(names.map((name) => sayings(rows.get(name) ?? [])));
  if (files.length > 1 || said.size > 1) {
    throw new DlakeError('checksums-invalid', {
      from,
      reason: `ambiguous: ${shown(names)} could mean ${shown(files)}; list them with their paths in the dataset`,
    });
  }
  return names.map((name) => [name, files[0] as string]);
}

const sayings = (rows: readonly PublishedSum[]): string =>
  JSON.stringify(rows.map(({ algo, value, size }) => [algo, value, size]));

const shown = (names: readonly string[]): string =>
  names
    .slice(0, 5)
    .map((name) => JSON.stringify(name))
    .join(', ');

function take(sum: ExpectedSum, seen: Map<string, ExpectedSum>, best: Map<string, ExpectedSum>): void {
  const key = `${sum.algo} ${sum.path}`;
  const before = seen.get(key);
  if (before !== undefined && before.value !== sum.value) {
    throw new DlakeError('checksums-invalid', {
      from: sum.from,
      reason: `${JSON.stringify(sum.path)} has another ${sum.algo} in ${before.from}`,
    });
  }
  seen.set(key, before ?? sum);
  const other = best.get(sum.path);
  if (other === undefined || rankOf(sum.algo) < rankOf(other.algo)) best.set(sum.path, sum);
}
