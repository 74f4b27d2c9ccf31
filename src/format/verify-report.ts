import type { VerifyReport } from '../lake/verify-report.ts';
import { verifyGithub } from './verify-github.ts';
import { verifyReportJson } from './verify-json.ts';
import { verifyJunit } from './verify-junit.ts';
import { verifyText } from './verify-text.ts';

/** How `verify` can report. */
export const VERIFY_FORMATS = ['text', 'json', 'junit', 'github'] as const;

/** The name of a form of report. */
export type VerifyFormat = (typeof VERIFY_FORMATS)[number];

/**
 * A report of `verify` in one of the forms, as lines without their ends. Whatever the names of files are, `text`
 * and `github` hold nothing that a terminal or a runner obeys, and `junit` is well-formed.
 */
export function formatVerifyReport(report: VerifyReport, format: VerifyFormat): readonly string[] {
  switch (format) {
    case 'text':
      return verifyText(report);
    case 'json':
      return [JSON.stringify(verifyReportJson(report))];
    case 'junit':
      return verifyJunit(report);
    case 'github':
      return verifyGithub(report);
  }
}
