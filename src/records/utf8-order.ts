/** The rank of a UTF-16 unit such that comparing ranks compares the UTF-8 bytes of well-formed text. */
const rank = (unit: number): number => {
  if (unit < 0xd800) return unit;
  return unit >= 0xe000 ? unit - 0x800 : unit + 0x2000;
};

/**
 * Compares two well-formed texts by their UTF-8 bytes: negative, zero or positive. This is not JavaScript's
 * order: there a character beyond U+FFFF, held as two surrogates, comes before U+E000.
 */
export function compareUtf8(a: string, b: string): number {
  const length = Math.min(a.length, b.length);
  for (let i = 0; i < length; i++) {
    const x = a.charCodeAt(i);
    const y = b.charCodeAt(i);
    if (x !== y) return rank(x) - rank(y);
  }
  return a.length - b.length;
}

const SURROGATE_OR_ABOVE = /[\ud800-\uffff]/;

/** The texts in the order of their UTF-8 bytes; the argument stays as it is. */
export function sortUtf8(texts: Iterable<string>): string[] {
  const sorted = [...texts];
  if (sorted.some((text) => SURROGATE_OR_ABOVE.test(text))) return sorted.sort(compareUtf8);
  return sorted.sort();
}

/** Whether these texts are in byte order and no two of them equal. */
export function isSortedUnique(texts: readonly string[]): boolean {
  return texts.every((text, i) => i === 0 || compareUtf8(texts[i - 1] as string, text) < 0);
}
