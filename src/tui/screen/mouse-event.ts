import type { TuiEvent } from '../model/tui-event.ts';

/** What turns on reports of buttons and wheel, in the form that has no limit to columns, and what turns them off. */
export const MOUSE_ON = '\x1b[?1000h\x1b[?1006h';
export const MOUSE_OFF = '\x1b[?1006l\x1b[?1000l';

/** A report of the mouse, which Ink hands on as input without its escape; undefined for what is none that counts. */
export function mouseEvent(input: string): TuiEvent | undefined {
  const [, button, column, row, end] = /^\[<(\d+);(\d+);(\d+)([Mm])$/.exec(input) ?? [];
  if (button === undefined || end === 'm') return undefined;
  const does = { '0': 'click', '64': 'wheel-up', '65': 'wheel-down' } as const;
  if (!(button === '0' || button === '64' || button === '65')) return undefined;
  return { type: 'mouse', does: does[button], x: Number(column) - 1, y: Number(row) - 1 };
}
