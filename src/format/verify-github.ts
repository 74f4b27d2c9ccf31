import type { ExtraFile, VerifyFinding, VerifyReport } from '../lake/verify-report.ts';
import { safeText } from './safe-text.ts';
import { findingPlace, verifySummary } from './verify-text.ts';

/**
 * A report of `verify` as GitHub workflow commands: an error for each thing damaged or missing, at the file of
 * the worktree that mirrors it, and a notice that sums up.
 */
export function verifyGithub(report: VerifyReport): readonly string[] {
  return [
    ...report.damaged.map((finding) => errorCommand('damaged', finding)),
    ...report.missing.map((finding) => errorCommand('missing', finding)),
    ...(report.extra ?? []).map((extra) =>
      command(
        'error',
        { ...placeOf(extra), title: 'dlake: extra' },
        `${findingPlace(extra)}\nthe version has no such file`,
      ),
    ),
    ...report.broken.map(({ where, reason }) =>
      command('error', { title: 'dlake: broken' }, `${safeText(where)}: ${safeText(reason)}`),
    ),
    command('notice', { title: 'dlake verify' }, verifySummary(report)),
  ];
}

function errorCommand(kind: string, finding: VerifyFinding): string {
  const { reason, expected, found } = finding;
  const facts = [safeText(reason), `expected ${safeText(expected)}`, `found ${safeText(found ?? 'nothing')}`];
  return command(
    'error',
    { ...placeOf(finding), title: `dlake: ${kind}` },
    [findingPlace(finding), ...facts].join('\n'),
  );
}

/** The file that a finding is about; a name that has to be shown by escapes is the name of none. */
function placeOf({ ref, path, file = `${ref}/${path}` }: ExtraFile): { readonly file?: string } {
  return path === '' || safeText(file) !== file ? {} : { file };
}

/** The escapes are those of GitHub's own toolkit (packages/core/src/command.ts), `%` first. */
function command(name: string, properties: Readonly<Record<string, string>>, message: string): string {
  const list = Object.entries(properties).map(([key, value]) => `${key}=${escapeProperty(value)}`);
  return `::${name} ${list.join(',')}::${escapeData(message)}`;
}

const escapeData = (text: string): string =>
  text.replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A');

const escapeProperty = (text: string): string =>
  escapeData(text).replaceAll(':', '%3A').replaceAll(',', '%2C');
