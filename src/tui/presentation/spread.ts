import { textWidth } from '../../format/text-width.ts';
import { fitLine } from './fit-line.ts';
import type { Line, Span } from './line.ts';

/** A line with one part at its left and one at its right edge; the left one gives way, then the right one goes. */
export function spread(left: readonly Span[], right: readonly Span[], width: number, least = 12): Line {
  const taken = right.reduce((sum, { text }) => sum + textWidth(text), 0);
  const room = width - taken - 1;
  if (taken === 0 || room < least) return fitLine({ spans: left }, width);
  return { spans: [...fitLine({ spans: left }, room).spans, { text: ' ' }, ...right] };
}
