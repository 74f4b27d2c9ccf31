import type { VerifyFinding, VerifyReport } from '../lake/verify-report.ts';
import { formatBytes } from './bytes.ts';
import { count, formatNumber } from './count.ts';
import { safeText } from './safe-text.ts';
import { shortId } from './short-id.ts';

/** How many of what is no fault are listed. */
const LISTED = 10;

/** What a look at a remote store that read no bytes was. */
const LEVELS = { exists: ', by presence and size', checksum: ", by the server's checksums" } as const;

/** A report of `verify` for people: what is wrong, each by dataset, version and path, and one line that sums up. */
export function verifyText(report: VerifyReport): readonly string[] {
  return [
    ...report.damaged.flatMap((finding) => faultText('Damaged', finding)),
    ...report.missing.flatMap((finding) => faultText('Missing', finding)),
    ...(report.extra ?? []).map((file) => `Extra: ${findingPlace(file)}`),
    ...report.broken.map(({ where, reason }) => `Broken: ${safeText(where)}: ${safeText(reason)}`),
    ...excusedText('Absent', report.absent),
    ...excusedText('Withdrawn', report.withdrawn),
    verifySummary(report),
  ];
}

/** One sentence on how much was checked and what was found. */
export function verifySummary({ checked, bytes, coverage, sample, level, ...found }: VerifyReport): string {
  const drawn =
    sample === undefined ? '' : `, a sample of ${sample.percent}% with the seed ${safeText(sample.seed)}`;
  const part = coverage === 1 ? '' : `, ${percent(coverage)} of what was asked for${drawn}`;
  const counts = (['damaged', 'missing', 'extra', 'broken', 'absent', 'withdrawn'] as const)
    .map((kind) => [kind, found[kind]?.length ?? 0] as const)
    .filter(([, many]) => many > 0)
    .map(([kind, many]) => `${formatNumber(many)} ${kind}`);
  const all = counts.length === 0 ? 'all as their ids say' : counts.join(', ');
  const how = level === undefined ? '' : LEVELS[level];
  return `Checked ${count(checked, 'object')}, ${formatBytes(bytes)}${part}${how}: ${all}.`;
}

/**
 * Where the bytes of a finding belong: `raw/geo/GSE2034@v2:matrix.txt`, the version when a record is meant, the ref
 * when the commit itself can't be read.
 */
export function findingPlace({
  ref,
  version,
  path,
}: Pick<VerifyFinding, 'ref' | 'version' | 'path'>): string {
  const revision = version === '' ? ref : `${ref}@${version}`;
  return safeText(path === '' ? revision : `${revision}:${path}`);
}

function faultText(heading: string, finding: VerifyFinding): readonly string[] {
  const { commit, path, reason, expected, found, whole } = finding;
  return [
    `${heading}: ${findingPlace(finding)}`,
    `  ${path === '' && whole !== true ? 'a record of the version: ' : ''}${safeText(reason)}`,
    `  commit   ${shortId(commit)}`,
    `  expected ${safeText(expected)}`,
    ...(found === undefined ? [] : [`  found    ${safeText(found)}`]),
  ];
}

function excusedText(heading: string, findings: readonly VerifyFinding[]): readonly string[] {
  const lines = findings.slice(0, LISTED).map((finding) => `${heading}: ${findingPlace(finding)}`);
  const more = findings.length - lines.length;
  return more === 0 ? lines : [...lines, `${heading}: and ${formatNumber(more)} more`];
}

/** Rounded down: a part is never shown as the whole. */
function percent(part: number): string {
  const tenths = Math.floor(part * 1000);
  return tenths === 0 && part > 0 ? 'less than 0.1%' : `${tenths / 10}%`;
}
