import type { Differences } from '../../lake/diff-versions.ts';
import type { CommitWithId } from '../../lake/read-commit.ts';
import type { FreeMap, FreeValue } from '../../records/commit.ts';
import { isSymlink, type ManifestEntry } from '../../records/manifest-entry.ts';
import { type Cursor, FIRST } from './cursor.ts';

/** Two versions side by side: what they say of themselves, and their files. */
export interface DiffState {
  readonly before: CommitWithId | undefined;
  readonly after: CommitWithId | undefined;
  readonly rows: readonly DiffRow[];
  readonly loaded: boolean;
  readonly cursor: Cursor;
}

/** One difference. */
export interface DiffRow {
  readonly sign: '+' | '-' | '~' | '>';
  /** A path, or the name of something that the versions say. */
  readonly name: string;
  /** Whether it is said of the versions, not a file. */
  readonly said: boolean;
  readonly before?: string | number;
  readonly after?: string | number;
}

/** Nothing is compared. */
export const NO_DIFF: DiffState = {
  before: undefined,
  after: undefined,
  rows: [],
  loaded: false,
  cursor: FIRST,
};

/** All differences as rows: what the versions say of themselves, then files in the order of their paths. */
export function diffRows(before: CommitWithId, after: CommitWithId, files: Differences): DiffRow[] {
  const { added, modified, deleted, renamed } = files;
  const rows: DiffRow[] = [
    ...added.map((entry): DiffRow => ({ sign: '+', name: entry.path, said: false, after: sizeOf(entry) })),
    ...deleted.map((entry): DiffRow => ({ sign: '-', name: entry.path, said: false, before: sizeOf(entry) })),
    ...modified.map(
      (one): DiffRow => ({
        sign: '~',
        name: one.after.path,
        said: false,
        before: sizeOf(one.before),
        after: sizeOf(one.after),
      }),
    ),
    ...renamed.map(({ from, to }): DiffRow => ({ sign: '>', name: from, said: false, after: to })),
  ];
  rows.sort((a, b) => (a.name < b.name ? -1 : a.name > b.name ? 1 : 0));
  return [...saidRows(factsOf(before), factsOf(after)), ...rows];
}

const sizeOf = (entry: ManifestEntry): string | number =>
  isSymlink(entry) ? `→ ${entry.target}` : entry.size;

function saidRows(before: ReadonlyMap<string, string>, after: ReadonlyMap<string, string>): DiffRow[] {
  return [...new Set([...before.keys(), ...after.keys()])].flatMap((name): DiffRow[] => {
    const [was, is] = [before.get(name), after.get(name)];
    if (was === is) return [];
    if (was === undefined) return [{ sign: '+', name, said: true, after: is ?? '' }];
    if (is === undefined) return [{ sign: '-', name, said: true, before: was }];
    return [{ sign: '~', name, said: true, before: was, after: is }];
  });
}

/** What a version says of itself, and that it may say otherwise than another one. */
function factsOf({ commit }: CommitWithId): ReadonlyMap<string, string> {
  const { name, keywords = [], metadata, parameters, run } = commit;
  return new Map([
    ['name', name],
    ...(keywords.length === 0 ? [] : [['keywords', keywords.join(', ')] as const]),
    ...entriesOf('metadata', metadata),
    ...entriesOf('parameters', parameters),
    ...entriesOf('run', run),
  ]);
}

const entriesOf = (of: string, map: FreeMap | undefined): (readonly [string, string])[] =>
  Object.entries(map ?? {})
    // Every version has another name, and it stands in the head.
    .filter(([key]) => of !== 'metadata' || key !== 'version')
    .map(([key, value]) => [`${of}.${key}`, plain(value)] as const);

const plain = (value: FreeValue): string => (typeof value === 'string' ? value : JSON.stringify(value));
