import { textWidth } from '../../format/text-width.ts';
import { fitLine } from './fit-line.ts';
import { type Line, type Span, span } from './line.ts';

/** A framed part of the screen. */
export interface Box {
  readonly title: readonly Span[];
  /** Stands in the lower edge, at the right. */
  readonly foot?: string;
  /** Keys go there: its frame is heavy. */
  readonly focused: boolean;
  readonly width: number;
  readonly height: number;
  readonly lines: readonly Line[];
}

const LIGHT = { top: '┌─┐', side: '│', bottom: '└─┘' };
const HEAVY = { top: '┏━┓', side: '┃', bottom: '┗━┛' };

/** Draws a frame around lines: exactly `height` rows of exactly `width` columns. */
export function boxLines(box: Box): Line[] {
  const { width, height, focused } = box;
  const edge = focused ? HEAVY : LIGHT;
  const tone = focused ? 'accent' : 'dim';
  const inner = width - 2;
  const side = span(edge.side, tone);
  const rows = Array.from({ length: Math.max(0, height - 2) }, (_, at) => ({
    spans: [side, ...fitLine(box.lines[at] ?? { spans: [] }, inner).spans, side],
  }));
  const foot = box.foot === undefined ? [] : [span(` ${box.foot} `, tone)];
  return [
    edgeLine(edge.top, box.title, [], inner, tone),
    ...rows,
    edgeLine(edge.bottom, [], foot, inner, tone),
  ].slice(0, height);
}

function edgeLine(
  edge: string,
  left: readonly Span[],
  right: readonly Span[],
  inner: number,
  tone: Span['tone'],
): Line {
  const [first = '', fill = '', last = ''] = edge;
  const name = left.length === 0 ? [] : [span(' '), ...left, span(' ')];
  const widthOf = (spans: readonly Span[]) => spans.reduce((sum, { text }) => sum + textWidth(text), 0);
  const room = Math.max(0, inner - 1);
  const shown = widthOf(name) > room ? fitLine({ spans: name }, room).spans : name;
  const rest = Math.max(0, inner - 1 - widthOf(shown));
  const foot = widthOf(right) < rest ? right : [];
  return {
    spans: [
      span(first + fill, tone),
      ...shown,
      span(fill.repeat(Math.max(0, rest - widthOf(foot) - (foot.length > 0 ? 1 : 0))), tone),
      ...foot,
      span((foot.length > 0 ? fill : '') + last, tone),
    ],
  };
}
