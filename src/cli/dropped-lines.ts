import { formatBytes } from '../format/bytes.ts';
import { count } from '../format/count.ts';
import { safe, safeText } from '../format/safe-text.ts';
import { cidText } from '../records/ids.ts';
import type { DroppedFiles } from '../sync/drop-files.ts';
import { versionName } from './version-lines.ts';

/** So many names are shown of what others need. */
const NAMES = 10;

/** What was dropped of a version, for people. The last copies of anything are all named. */
export function droppedLines(dropped: DroppedFiles, dryRun: boolean): string[] {
  const { version, files, bytes, provedBy, kept, lastCopies, waiting } = dropped;
  const name = versionName(version);
  const holders = provedBy.filter((one) => one.files > 0).map(({ remote }) => remote);
  const held = holders.length === 0 ? '' : safe`; held by ${holders.join(', ')}`;
  const verb = dryRun ? 'would be freed' : 'freed';
  const first =
    files.length === 0
      ? safe`${name}: nothing of it is here${kept.length > 0 ? ' that could go' : ''}`
      : `${safe`${name}: ${count(files.length, 'file')}, ${formatBytes(bytes)} ${verb}`}${held}`;
  const more = kept.length - Math.min(NAMES, kept.length);
  return [
    first,
    ...kept.slice(0, NAMES).map(({ path, neededBy }) => safe`  stays: ${path} (${neededBy} needs it)`),
    ...(more > 0 ? [`  and ${count(more, 'more file')} that others need`] : []),
    ...lastCopies.map(({ path, id }) => `  last copy: ${safeText(path)}  ${cidText(id)}`),
    ...(waiting > 0
      ? [
          `  ${formatBytes(waiting)} will be freed by the next drop, once the commands have ended that are running now`,
        ]
      : []),
  ];
}

/** What was dropped of a version, for programs. */
export function droppedJson({ version, files, bytes, provedBy, kept, lastCopies, waiting }: DroppedFiles) {
  return {
    revision: versionName(version),
    commit: cidText(version.id),
    files: files.length,
    bytes,
    provedBy,
    kept: kept.map(({ path, id, size, neededBy }) => ({ path, blob: cidText(id), bytes: size, neededBy })),
    lastCopies: lastCopies.map(({ path, id, size }) => ({ path, blob: cidText(id), bytes: size })),
    waiting,
  };
}
