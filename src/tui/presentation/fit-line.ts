import { cutText } from '../../format/fit-text.ts';
import { textWidth } from '../../format/text-width.ts';
import type { Line, Span } from './line.ts';

/** The line in exactly so many columns: cut off with `…`, or filled with spaces. */
export function fitLine(line: Line, width: number): Line {
  const spans: Span[] = [];
  let left = width;
  for (const piece of line.spans) {
    const columns = textWidth(piece.text);
    if (columns <= left) {
      spans.push(piece);
      left -= columns;
      continue;
    }
    const text = left > 0 ? cutText(piece.text, left) : '';
    spans.push({ ...piece, text });
    left -= textWidth(text);
    break;
  }
  // What is filled stands out as the rest of the row does.
  const back = line.spans.at(-1)?.back;
  if (left > 0) spans.push({ text: ' '.repeat(left), ...(back === undefined ? {} : { back }) });
  return { spans };
}
