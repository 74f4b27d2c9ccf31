import { count } from '../format/count.ts';
import { lineageNodeJson } from '../format/lineage-json.ts';
import { safe } from '../format/safe-text.ts';
import type { ImpactedVersion } from '../lake/impact.ts';
import type { CommitWithId } from '../lake/read-commit.ts';
import { nodeLine } from './lineage-text.ts';
import type { Output } from './output.ts';
import { versionName } from './version-lines.ts';

/** A version that used another one, or has its file, as programs get it. */
export const impactJson = (one: ImpactedVersion) => ({
  ...lineageNodeJson(one),
  head: one.isHead,
  tags: one.tags,
  holdsFile: one.holdsFile,
});

/** What used a version, or one of its files, for people. */
export function impactLines(
  output: Output,
  version: CommitWithId,
  path: string | undefined,
  used: readonly ImpactedVersion[],
): readonly string[] {
  const name = safe`${versionName(version)}${path === undefined ? '' : `:${path}`}`;
  if (used.length === 0) return [`Nothing that this lake knows of used ${name}`];
  const layers = new Set(used.map(({ layer }) => layer)).size;
  const total = `${name} was used by ${count(used.length, 'version')} in ${count(layers, 'layer')}`;
  return [`${total}:`, ...used.map((one) => impactLine(output, one))];
}

/** One of them on a line. */
export function impactLine(output: Output, one: ImpactedVersion): string {
  const said = [
    ...(one.isHead ? [] : ['not the newest']),
    ...(one.holdsFile ? ['has the file'] : []),
    ...(one.tags.length === 0 ? [] : [safe`tagged ${one.tags.join(', ')}`]),
  ];
  return `  ${[nodeLine(output, one), ...said].join(', ')}`;
}
