import { formatBytes } from '../format/bytes.ts';
import { count } from '../format/count.ts';
import { safeText } from '../format/safe-text.ts';
import type { Differences } from '../lake/diff-versions.ts';
import { isSymlink, type ManifestEntry } from '../records/manifest-entry.ts';
import type { Output } from './output.ts';

/** What differs, for programs: paths. */
export function diffJson({ added, modified, deleted, renamed }: Differences) {
  return {
    added: added.map(({ path }) => path),
    modified: modified.map(({ after }) => after.path),
    deleted: deleted.map(({ path }) => path),
    renamed: renamed.map(({ from, to }) => ({ from, to })),
  };
}

/** What differs, for people: a line for each path, and one that sums up. */
export function diffLines(output: Output, differences: Differences, onlySum: boolean): string[] {
  const { added, modified, deleted, renamed } = differences;
  const total = added.length + modified.length + deleted.length + renamed.length;
  if (total === 0) return ['No differences.'];
  const lines = [
    ...added.map((entry) => output.paint('green', `+ ${safeText(entry.path)}  ${sizeOf(entry)}`)),
    ...modified.map(({ before, after }) =>
      output.paint('yellow', `~ ${safeText(after.path)}  ${sizeOf(before)} -> ${sizeOf(after)}`),
    ),
    ...deleted.map((entry) => output.paint('red', `- ${safeText(entry.path)}  ${sizeOf(entry)}`)),
    ...renamed.map(({ from, to }) => output.paint('cyan', `> ${safeText(from)} -> ${safeText(to)}`)),
  ];
  const sum = `${count(added.length, 'file')} added, ${modified.length} modified, ${deleted.length} deleted, ${renamed.length} renamed`;
  return onlySum ? [sum] : [...lines, sum];
}

const sizeOf = (entry: ManifestEntry): string =>
  isSymlink(entry) ? `link to ${safeText(entry.target)}` : formatBytes(entry.size);
