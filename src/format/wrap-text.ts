import { textWidth } from './text-width.ts';

/**
 * A text in lines of at most so many columns: broken between words, and within one that is longer than a line. An
 * empty text is one empty line.
 */
export function wrapText(text: string, width: number): string[] {
  const room = Math.max(1, width);
  const lines: string[] = [];
  let [row, used] = ['', 0];
  for (const word of text.split(/(?<= )/)) {
    const columns = textWidth(word.trimEnd());
    if (used > 0 && used + columns > room) {
      lines.push(row.trimEnd());
      [row, used] = ['', 0];
    }
    if (columns <= room) {
      row += word;
      used += textWidth(word);
      continue;
    }
    for (const { segment } of new Intl.Segmenter(undefined, { granularity: 'grapheme' }).segment(word)) {
      const wide = textWidth(segment);
      if (used + wide > room) {
        lines.push(row);
        [row, used] = ['', 0];
      }
      row += segment;
      used += wide;
    }
  }
  return [...lines, row.trimEnd()];
}
