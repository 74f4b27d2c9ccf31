import { formatBytes } from '../format/bytes.ts';
import { count, formatNumber } from '../format/count.ts';
import { safe, safeText } from '../format/safe-text.ts';
import { shortId } from '../format/short-id.ts';
import type { CommitId } from '../records/ids.ts';
import type { MergeConflict } from '../sync/merge-manifests.ts';
import type { SyncedRef } from '../sync/synced-ref.ts';
import type { Output } from './output.ts';

/** What became of refs on their way, for people: a line for each that moved or was rejected. */
export function syncedLines(output: Output, refs: readonly SyncedRef[]): string[] {
  const told = refs
    .filter(({ result }) => result !== 'up-to-date')
    .flatMap((one) => [line(output, one), ...plannedLines(one)]);
  if (told.length > 0) return told;
  return [refs.length === 0 ? 'There is nothing to do.' : 'Everything is up to date.'];
}

/** Paths that both sides changed, and what to do about them, for people. */
export function conflictLines(conflicts: readonly (MergeConflict & { readonly ref: string })[]): string[] {
  if (conflicts.length === 0) return [];
  const shownPaths = conflicts.slice(0, 20).map(({ ref, path, ours, theirs }) => {
    const how =
      ours === undefined ? 'deleted here' : theirs === undefined ? 'deleted there' : 'changed on both sides';
    return safe`  ${ref}:${path}  (${how})`;
  });
  const more = conflicts.length - shownPaths.length;
  return [
    'Nothing moved, for these are in conflict:',
    ...shownPaths,
    ...(more > 0 ? [`  and ${formatNumber(more)} more`] : []),
    'Say whose is right: dlake pull ... --ours GLOB --theirs GLOB',
  ];
}

function line(output: Output, { ref, from, to, result, reason }: SyncedRef): string {
  const move = safe`${shown(from)} -> ${shown(to)}`;
  if (result === 'rejected')
    return `${output.paint('red', 'rejected')}  ${safe`${ref}`}  ${safe`${reason ?? ''}`}`;
  return `${result.padEnd(12)}  ${output.paint('cyan', safe`${ref}`)}  ${output.paint('yellow', move)}`;
}

/** So many names are shown of what would be copied for a ref. */
const NAMES = 20;

/** What would be copied for a ref: names and bytes. */
function plannedLines({ plan }: SyncedRef): string[] {
  if (plan === undefined) return [];
  const { files, moreFiles, copied } = plan;
  const more = files.length + moreFiles - Math.min(NAMES, files.length);
  return [
    ...files.slice(0, NAMES).map(({ path, bytes }) => `  ${safeText(path)}  ${formatBytes(bytes)}`),
    ...(more > 0 ? [`  and ${count(more, 'more file')}`] : []),
    ...(copied > 0 ? [`  ${count(copied, 'object')} from another layer there`] : []),
  ];
}

const shown = (id: CommitId | undefined): string => (id === undefined ? 'nothing' : shortId(id));
