import { formatBytes } from '../format/bytes.ts';
import { type Committed, changeCounts } from '../format/committed-json.ts';
import { count, formatNumber } from '../format/count.ts';
import { shortId } from '../format/short-id.ts';
import type { Output } from './output.ts';
import { versionName } from './version-lines.ts';

/** What a commit came to, for people; `already` says why none was made, `where` where its new bytes are. */
export function committedLines(
  output: Output,
  committed: Committed,
  already = 'has these files already',
  where = 'new in the store',
): string[] {
  const { id, commit, changes, newBytes, unchanged } = committed;
  const name = output.paint('cyan', versionName({ id, commit }));
  const content = `${count(commit.files, 'file')}, ${formatBytes(commit.bytes)}`;
  if (unchanged) return [`Nothing to commit: ${name} (${shortId(id)}) ${already} (${content}).`];
  const { added, modified, deleted } = changeCounts(changes);
  const numbers = [added, modified, deleted].map(formatNumber);
  return [
    `${name}  ${output.paint('yellow', shortId(id))}  ${content}`,
    `${numbers[0]} added, ${numbers[1]} modified, ${numbers[2]} deleted; ${formatBytes(newBytes)} ${where}`,
  ];
}
