import { textWidth } from './text-width.ts';

/** A text of exactly so many columns: cut off with `…` where it is longer, filled with spaces where it is shorter. */
export function fitText(text: string, width: number, side: 'start' | 'end' = 'end'): string {
  const cut = cutText(text, width);
  const space = ' '.repeat(Math.max(0, width - textWidth(cut)));
  return side === 'end' ? cut + space : space + cut;
}

/** A text of at most so many columns, cut off between characters with `…` where it is longer. */
export function cutText(text: string, width: number): string {
  if (textWidth(text) <= width) return text;
  if (width <= 0) return '';
  let [cut, used] = ['', 0];
  for (const { segment } of new Intl.Segmenter(undefined, { granularity: 'grapheme' }).segment(text)) {
    const columns = textWidth(segment);
    if (used + columns > width - 1) break;
    cut += segment;
    used += columns;
  }
  return `${cut}…`;
}

/** As `cutText`, but what is left out is in the middle: the ends of a path say more than its middle. */
export function cutMiddle(text: string, width: number): string {
  if (textWidth(text) <= width) return text;
  if (width <= 3) return cutText(text, width);
  const segments = [...new Intl.Segmenter(undefined, { granularity: 'grapheme' }).segment(text)];
  const tailRoom = Math.floor((width - 1) / 2);
  let [tail, used] = ['', 0];
  for (const { segment } of segments.reverse()) {
    const columns = textWidth(segment);
    if (used + columns > tailRoom) break;
    tail = segment + tail;
    used += columns;
  }
  return cutText(text, width - used) + tail;
}
