const HEAD = 512;
const LESS_THAN = 0x3c;

/** How many of a file's first bytes `looksLikeHtml` wants. */
export const HTML_HEAD = HEAD;

/**
 * Whether these first bytes of a file begin, after a byte order mark and white space, with `<html` or
 * `<!doctype html`: an error page in place of data.
 */
export function looksLikeHtml(head: Uint8Array): boolean {
  const at = firstByte(head);
  if (head[at] !== LESS_THAN) return false;
  const text = Buffer.from(head.buffer, head.byteOffset + at, Math.min(head.length - at, HEAD)).toString(
    'latin1',
  );
  return /^<(?:html|!doctype\s+html)(?:[\s>]|$)/i.test(text);
}

function firstByte(head: Uint8Array): number {
  const bom = head[0] === 0xef && head[1] === 0xbb && head[2] === 0xbf;
  let at = bom ? 3 : 0;
  while (at < HEAD && isSpace(head[at])) at++;
  return at;
}

const isSpace = (byte: number | undefined) =>
  byte === 0x20 || (byte !== undefined && byte >= 0x09 && byte <= 0x0d);
