import { formatBytes } from '../format/bytes.ts';
import { count, formatNumber } from '../format/count.ts';
import { safeLines, safeText } from '../format/safe-text.ts';
import { shortId } from '../format/short-id.ts';
import { formatTime } from '../format/time.ts';
import type { CommitWithId } from '../lake/read-commit.ts';
import type { FreeValue } from '../records/commit.ts';
import { GRADES } from '../records/commit-schema.ts';
import type { Output } from './output.ts';

/** A version as people name it: LAYER/SOURCE/ID@VERSION. */
export const versionName = ({ commit }: CommitWithId): string =>
  `${commit.layer}/${commit.dataset}@${commit.metadata.version}`;

/** One version on one line, as `log --oneline` gives it, with what is to be marked of it. */
export function versionLine(output: Output, version: CommitWithId, mark?: string): string {
  const { commit } = version;
  const [subject = ''] = commit.message.split('\n');
  const said = mark === undefined ? '' : ` (${mark})`;
  return `${output.paint('yellow', shortId(version.id))} ${output.paint('cyan', versionName(version))}${said} ${safeText(subject)}`;
}

/** One version as `log` gives it: its name, who, when, what, why. */
export function versionLines(output: Output, version: CommitWithId, mark?: string): string[] {
  const { id, commit } = version;
  return [
    `${output.paint('yellow', `commit ${shortId(id)}`)}  ${output.paint('cyan', versionName(version))}${mark === undefined ? '' : `  (${mark})`}`,
    `Author:  ${safeText(commit.author)}`,
    `Date:    ${formatTime(commit.committedAt)}`,
    `Files:   ${count(commit.files, 'file')}, ${formatBytes(commit.bytes)}  (${commit.action})`,
    '',
    ...safeLines(commit.message)
      .trimEnd()
      .split('\n')
      .map((line) => `    ${line}`.trimEnd()),
    '',
  ];
}

/** All that a version says of itself, as `show` gives it. */
export function versionDetailLines(output: Output, version: CommitWithId): string[] {
  const { commit } = version;
  const row = (name: string, value: string) => `${`${name}:`.padEnd(12)} ${value}`;
  const map = (name: string, values: Readonly<Record<string, FreeValue>> | undefined) =>
    Object.entries(values ?? {}).map(
      ([key, value], at) =>
        `${(at === 0 ? `${name}:` : '').padEnd(12)} ${safeText(key)} = ${safeText(plain(value))}`,
    );
  const grades = GRADES.flatMap((grade) => {
    const files = commit.expected?.grades[grade];
    return files === undefined ? [] : [`${formatNumber(files)} ${grade}`];
  });
  return [
    ...versionLines(output, version),
    row('Name', safeText(commit.name)),
    ...(commit.keywords === undefined ? [] : [row('Keywords', commit.keywords.map(safeText).join(', '))]),
    row('Manifest', shortId(commit.manifest)),
    ...(commit.parents ?? []).map((id) => row('Parent', shortId(id))),
    ...(commit.inputs ?? []).map((id) => row('Input', shortId(id))),
    ...(grades.length === 0 ? [] : [row('Published', grades.join(', '))]),
    ...map('Metadata', commit.metadata),
    ...map('Parameters', commit.parameters),
    ...map('Run', commit.run),
    ...(commit.checks ?? []).flatMap((check) => map('Check', check)),
  ];
}

const plain = (value: FreeValue): string => (typeof value === 'string' ? value : JSON.stringify(value));
