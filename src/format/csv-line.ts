import { safeLines } from './safe-text.ts';

/**
 * One line of CSV as RFC 4180 has it, without its end: what holds commas, quotes or line ends is quoted. What a terminal
 * would act on is escaped as by `safeLines`.
 */
export const csvLine = (values: readonly (string | number)[]): string =>
  values.map((value) => quoted(String(value))).join(',');

function quoted(text: string): string {
  const safe = safeLines(text);
  // What a spreadsheet would take for a formula is text there too.
  const plain = /^[=+\-@\t]/.test(safe) ? `'${safe}` : safe;
  return /[",\n]/.test(plain) ? `"${plain.replaceAll('"', '""')}"` : plain;
}
