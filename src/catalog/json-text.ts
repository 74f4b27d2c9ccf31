/**
 * A value as JSON text that Postgres takes: its text can't hold U+0000, so that becomes U+FFFD. Only what is
 * asked of is stored so; records keep their own bytes.
 */
export function jsonText(value: unknown): string {
  const text = JSON.stringify(value);
  return text.includes('\\u0000') ? text.replace(/(?<!\\)((?:\\\\)*)\\u0000/g, '$1\\ufffd') : text;
}
