/** One line of CSV as RFC 4180 has it, without its end: what holds commas, quotes or line ends is quoted. */
export const csvLine = (values: readonly (string | number)[]): string =>
  values.map((value) => quoted(String(value))).join(',');

function quoted(text: string): string {
  // What a spreadsheet would take for a formula is text there too.
  const plain = /^[=+\-@\t\r]/.test(text) ? `'${text}` : text;
  return /[",\r\n]/.test(plain) ? `"${plain.replaceAll('"', '""')}"` : plain;
}
