// C0 and C1 controls, DEL, line separators, and the marks that turn the direction of text around.
const UNSAFE = /[\p{Cc}\u2028\u2029\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/u;
const UNSAFE_ALL = new RegExp(UNSAFE.source, 'gu');
const NAMED: Readonly<Record<string, string>> = { '\n': '\\n', '\r': '\\r', '\t': '\\t', '\x1b': '\\e' };

/**
 * Text from data (file names, messages of others) on one line of a terminal: whatever could move the cursor,
 * change colours or hide text is shown by its escape. A text that had to be changed comes in double quotes.
 */
export function safeText(text: string): string {
  if (!UNSAFE.test(text)) return text;
  return `"${text.replace(/["\\]/g, '\\$&').replace(UNSAFE_ALL, escapeOf)}"`;
}

/** Text of several lines from data: newlines and tabs stay, the rest is escaped as by `safeText`. */
export function safeLines(text: string): string {
  return text.replace(UNSAFE_ALL, (char) => (char === '\n' || char === '\t' ? char : escapeOf(char)));
}

/** A template tag that makes what it is given safe by `safeText`: `safe`No such file: ${path}``. */
export function safe(parts: TemplateStringsArray, ...values: readonly (string | number)[]): string {
  return String.raw({ raw: parts }, ...values.map((value) => safeText(String(value))));
}

function escapeOf(char: string): string {
  const named = NAMED[char];
  if (named !== undefined) return named;
  const code = char.codePointAt(0) ?? 0;
  return code < 0x100
    ? `\\x${code.toString(16).padStart(2, '0')}`
    : `\\u${code.toString(16).padStart(4, '0')}`;
}
