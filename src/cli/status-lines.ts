import { formatBytes } from '../format/bytes.ts';
import { count, formatNumber } from '../format/count.ts';
import { safe, safeText } from '../format/safe-text.ts';
import { shortId } from '../format/short-id.ts';
import type { Amount } from '../lake/disk-use.ts';
import type { LackingBytes } from '../lake/lacking-bytes.ts';
import { type CommitId, cidText } from '../records/ids.ts';
import { refText } from '../records/ref.ts';
import type { Standing } from '../sync/standing.ts';
import type { FolderStatus } from '../worktree/status.ts';
import type { StrayPath } from '../worktree/stray-paths.ts';
import type { Output } from './output.ts';
import type { Style } from './paint.ts';

/** The state of a folder for programs. */
export function statusJson({
  ref,
  state,
  base,
  ended,
  retracted,
  standing,
  unfinished,
  lacking,
  added,
  modified,
  deleted,
  problems,
}: ShownStatus) {
  return {
    ref: refText(ref),
    state,
    base: base === undefined ? null : cidText(base.commit),
    partial: base?.only !== undefined,
    ended,
    ...(retracted && { retracted }),
    ...standing,
    unfinished: unfinished === undefined ? null : cidText(unfinished),
    ...lacking,
    added,
    modified,
    deleted,
    problems: problems.map(({ code, data }) => ({ code, path: data.path })),
  };
}

/** How many paths of one kind are listed. */
const LISTED = 20;

const STATE: Readonly<Record<FolderStatus['state'], Style>> = {
  clean: 'green',
  modified: 'yellow',
  untracked: 'red',
  'not-checked-out': 'dim',
};

/** The state of a folder beside what its ref names now. */
export interface ShownStatus extends FolderStatus {
  readonly head: CommitId | undefined;
  /** How it stands to the ref of the usual remote; undefined when that has none, or it isn't known. */
  readonly standing?: Standing | undefined;
  /** The ref has ended: the folder is compared to what it named. */
  readonly ended: boolean;
  /** What of the ref's version is not in the store here; undefined where nothing was dropped, or it wasn't looked at. */
  readonly lacking?: LackingBytes | undefined;
  /** What it was checked out from, or a file of that, was retracted. */
  readonly retracted: boolean;
}

/** The state of folders for people: what changed first, then how many are as they should be; how they stand to `remote`. */
export function statusLines(output: Output, found: readonly ShownStatus[], remote = ''): string[] {
  if (found.length === 0)
    return ['No datasets yet. Put files into LAYER/SOURCE/ID, as raw/geo/GSE2034, and commit it.'];
  const inState = (...states: readonly FolderStatus['state'][]) =>
    found.filter(({ state }) => states.includes(state));
  const absent = inState('not-checked-out');
  return [
    ...inState('modified', 'untracked').flatMap((one) => changedLines(output, one, remote)),
    ...[...inState('clean'), ...absent.slice(0, LISTED)].flatMap((one) => [
      headLine(output, one, remote),
      ...unfinishedLines(one),
      ...lackingLines(output, one),
    ]),
    ...(absent.length > LISTED
      ? [`... and ${count(absent.length - LISTED, 'more ref')} not checked out`]
      : []),
  ];
}

/** What lies among the datasets and is in none, for people. */
export const strayLines = (output: Output, found: readonly StrayPath[]): string[] => [
  ...found
    .slice(0, LISTED)
    .map(
      ({ path, reason }) => `${output.paint('red', 'no dataset'.padEnd(15))} ${safe`${path} (${reason})`}`,
    ),
  ...(found.length > LISTED ? [`... and ${count(found.length - LISTED, 'more path')} in no dataset`] : []),
];

function headLine(output: Output, one: ShownStatus, remote: string): string {
  const { ref, state, base, head, ended, retracted } = one;
  const behind =
    base !== undefined && head !== undefined && base.commit !== head
      ? `  (from ${shortId(base.commit)}; the ref is at ${shortId(head)})`
      : '';
  const notes = [
    base?.only === undefined ? '' : '  (partial)',
    retracted ? output.paint('red', '  (retracted)') : '',
    ended ? '  (the ref has ended)' : behind,
    standingNote(one, remote),
  ].join('');
  return `${output.paint(STATE[state], state.padEnd(15))} ${refText(ref)}${notes}`;
}

/** As git says it: `2 ahead, 1 behind lab`. */
function standingNote({ standing }: ShownStatus, remote: string): string {
  if (standing === undefined) return '';
  const { ahead, behind } = standing;
  const parts = [
    ...(ahead === 0 ? [] : [`${formatNumber(ahead)} ahead${behind === 0 ? ' of' : ''}`]),
    ...(behind === 0 ? [] : [`${formatNumber(behind)} behind`]),
  ];
  return parts.length === 0 ? '' : `  (${parts.join(', ')} ${remote})`;
}

/** What a mix of two versions is, and the way out. */
const unfinishedLines = ({ unfinished }: ShownStatus): string[] =>
  unfinished === undefined
    ? []
    : [`  a checkout was interrupted; it goes on with: dlake checkout ${shortId(unfinished)}`];

/** What is at a remote alone, and what is lost. */
function lackingLines(output: Output, { lacking }: ShownStatus): string[] {
  if (lacking === undefined) return [];
  const { absent, missing } = lacking;
  const amount = ({ files, bytes }: Amount) => `${count(files, 'file')}, ${formatBytes(bytes)}`;
  return [
    ...(absent.files === 0 ? [] : [`  absent:    ${amount(absent)} at a remote; dlake get brings them`]),
    ...(missing.files === 0
      ? []
      : [`  ${output.paint('red', 'missing:')}   ${amount(missing)} that no remote is known to have`]),
  ];
}

function changedLines(output: Output, one: ShownStatus, remote: string): string[] {
  const { state, added, modified, deleted, problems } = one;
  const head = [headLine(output, one, remote), ...unfinishedLines(one), ...lackingLines(output, one)];
  const unusable = pathLines(output, 'red', 'unusable', problems.map(problemText));
  if (state === 'untracked')
    return [...head, `  ${count(added.length, 'file')} that no version has`, ...unusable];
  return [
    ...head,
    ...pathLines(output, 'green', 'added', added.map(safeText)),
    ...pathLines(output, 'yellow', 'modified', modified.map(safeText)),
    ...pathLines(output, 'red', 'deleted', deleted.map(safeText)),
    ...unusable,
  ];
}

/** A path that a commit would refuse, and why. */
function problemText(problem: FolderStatus['problems'][number]): string {
  const { data } = problem;
  const reason = 'kind' in data ? `a ${data.kind}` : 'reason' in data ? data.reason : REASONS[problem.code];
  return reason === undefined ? safeText(data.path) : safe`${data.path} (${reason})`;
}

const REASONS: { readonly [code: string]: string } = {
  'symlink-outside': 'a symlink that leads out of the dataset',
  'path-not-utf8': 'its name is not UTF-8',
  'file-changed': 'it changes while it is read',
};

/** Paths that are safe to be shown. */
function pathLines(output: Output, style: Style, what: string, paths: readonly string[]): string[] {
  const lines = paths
    .slice(0, LISTED)
    .map((path) => `  ${output.paint(style, `${what}:`.padEnd(10))} ${path}`);
  const more = paths.length - lines.length;
  return more === 0 ? lines : [...lines, `  ... and ${count(more, `more ${what} path`)}`];
}
