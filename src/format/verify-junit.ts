import type { ExtraFile, VerifyFinding, VerifyReport } from '../lake/verify-report.ts';
import { cidText } from '../records/ids.ts';
import { safeText } from './safe-text.ts';
import { findingPlace, verifySummary } from './verify-text.ts';
import { xmlText } from './xml-text.ts';

/**
 * A report of `verify` as JUnit XML (the schema of Jenkins' xUnit plugin, junit-10.xsd). Each finding is a test
 * case of its version: what is damaged or missing fails, what is absent or withdrawn is skipped. When nothing
 * fails one case passes for all that was read, since a report without cases counts as an error in many systems.
 */
export function verifyJunit(report: VerifyReport): readonly string[] {
  const failed = [
    ...report.damaged.map((finding) => failedCase('damaged', finding)),
    ...report.missing.map((finding) => failedCase('missing', finding)),
    ...(report.extra ?? []).map(extraCase),
    ...report.broken.map(brokenCase),
  ];
  const skipped = [
    ...report.absent.map((finding) => skippedCase('absent', finding)),
    ...report.withdrawn.map((finding) => skippedCase('withdrawn', finding)),
  ];
  const passed =
    failed.length > 0 ? [] : [`    <testcase${attributes({ name: 'stored bytes', classname: 'dlake' })}/>`];
  const tests = passed.length + failed.length + skipped.length;
  const counts = { name: 'dlake verify', tests, failures: failed.length, errors: 0 };
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    `<testsuites${attributes(counts)}>`,
    `  <testsuite${attributes({ ...counts, skipped: skipped.length })}>`,
    '    <properties>',
    ...Object.entries(propertiesOf(report)).map(
      ([name, value]) => `      <property${attributes({ name, value })}/>`,
    ),
    '    </properties>',
    ...passed,
    ...failed,
    ...skipped,
    `    <system-out>${xmlText(verifySummary(report))}</system-out>`,
    '  </testsuite>',
    '</testsuites>',
  ];
}

function propertiesOf({
  checked,
  bytes,
  coverage,
  sample,
}: VerifyReport): Readonly<Record<string, string | number>> {
  return {
    checked,
    bytes,
    coverage,
    ...(sample === undefined ? {} : { 'sample.percent': sample.percent, 'sample.seed': sample.seed }),
  };
}

function failedCase(type: string, finding: VerifyFinding): string {
  const { expected, found, reason, id } = finding;
  const facts = [`id ${cidText(id)}`, `expected ${expected}`, `found ${found ?? 'nothing'}`]
    .map(safeText)
    .join('\n');
  return [
    `    <testcase${caseAttributes(finding)}>`,
    `<failure${attributes({ type, message: safeText(reason) })}>${xmlText(facts)}</failure></testcase>`,
  ].join('');
}

const extraCase = ({ ref, version, path }: ExtraFile): string =>
  `    <testcase${attributes({ name: safeText(path), classname: findingPlace({ ref, version, path: '' }) })}><failure${attributes({ type: 'extra', message: 'the version has no such file' })}/></testcase>`;

const brokenCase = ({ where, reason }: VerifyReport['broken'][number]): string =>
  `    <testcase${attributes({ name: safeText(where), classname: 'store' })}><failure${attributes({ type: 'broken', message: safeText(reason) })}/></testcase>`;

const skippedCase = (type: string, finding: VerifyFinding): string =>
  `    <testcase${caseAttributes(finding)}><skipped>${xmlText(`${type}: ${safeText(finding.reason)}`)}</skipped></testcase>`;

function caseAttributes({ ref, version, path, id, whole }: VerifyFinding): string {
  const record = whole === true ? 'all files' : `record ${cidText(id)}`;
  return attributes({
    name: safeText(path === '' ? record : path),
    classname: findingPlace({ ref, version, path: '' }),
  });
}

const attributes = (values: Readonly<Record<string, string | number>>): string =>
  Object.entries(values)
    .map(([name, value]) => ` ${name}="${xmlText(String(value))}"`)
    .join('');
