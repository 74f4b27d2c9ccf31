import type { ExtraFile, VerifyFinding, VerifyReport } from '../lake/verify-report.ts';
import { cidText } from '../records/ids.ts';

/** A finding as programs get it: ids are CIDs, `expected` and `found` are sha2-256 in hex. */
export interface VerifyFindingJson {
  readonly ref: string;
  readonly commit: string;
  readonly version: string;
  readonly path: string;
  readonly id: string;
  readonly reason: string;
  readonly expected: string;
  readonly found?: string;
}

/** A report of `verify` as every front end gives it to programs. */
export interface VerifyReportJson {
  readonly ok: boolean;
  readonly checked: number;
  readonly bytes: number;
  readonly coverage: number;
  readonly sample?: NonNullable<VerifyReport['sample']>;
  readonly level?: NonNullable<VerifyReport['level']>;
  readonly damaged: readonly VerifyFindingJson[];
  readonly broken: VerifyReport['broken'];
  readonly missing: readonly VerifyFindingJson[];
  readonly extra?: readonly Pick<VerifyFindingJson, 'ref' | 'commit' | 'version' | 'path'>[];
  readonly absent: readonly VerifyFindingJson[];
  readonly withdrawn: readonly VerifyFindingJson[];
}

/** The form of a report for programs. */
export function verifyReportJson(report: VerifyReport): VerifyReportJson {
  const { ok, checked, bytes, coverage, sample, level } = report;
  return {
    ok,
    checked,
    bytes,
    coverage,
    ...(sample === undefined ? {} : { sample }),
    ...(level === undefined ? {} : { level }),
    damaged: report.damaged.map(findingJson),
    broken: report.broken,
    missing: report.missing.map(findingJson),
    ...(report.extra === undefined ? {} : { extra: report.extra.map(extraJson) }),
    absent: report.absent.map(findingJson),
    withdrawn: report.withdrawn.map(findingJson),
  };
}

const extraJson = ({ ref, commit, version, path }: ExtraFile) => ({
  ref,
  commit: cidText(commit),
  version,
  path,
});

/** A finding for programs. */
export function findingJson({
  ref,
  commit,
  version,
  path,
  id,
  reason,
  expected,
  found,
}: VerifyFinding): VerifyFindingJson {
  return {
    ref,
    commit: cidText(commit),
    version,
    path,
    id: cidText(id),
    reason,
    expected,
    ...(found === undefined ? {} : { found }),
  };
}
