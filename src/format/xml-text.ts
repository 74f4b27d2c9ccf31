const ESCAPES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&apos;',
};

/** Characters that XML 1.0 has no form for, not even as a reference (section 2.2). */
const IMPOSSIBLE = /[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/gu;

/**
 * Text for an XML 1.0 attribute or element. Tabs and line ends become references, so that a parser gives them
 * back; a character that XML can't hold is shown by its escape, as `\x1b`.
 */
export function xmlText(text: string): string {
  return text
    .replace(/[&<>"']/g, (char) => ESCAPES[char] as string)
    .replace(/[\t\n\r\x85\u2028]/g, (char) => `&#${char.charCodeAt(0)};`)
    .replace(IMPOSSIBLE, (char) => shown(char.charCodeAt(0)));
}

const shown = (unit: number): string =>
  unit < 0x100 ? `\\x${unit.toString(16).padStart(2, '0')}` : `\\u${unit.toString(16).padStart(4, '0')}`;
