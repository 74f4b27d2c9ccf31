import type { TuiEvent } from '../model/tui-event.ts';

/** What turns on reports of buttons and wheel, in the form that has no limit to columns, and what turns them off. */
export const MOUSE_ON = '\x1b[?1000h\x1b[?1006h';
export const MOUSE_OFF = '\x1b[?1006l\x1b[?1000l';

/** A report of the mouse among what a terminal sends. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: it begins with one
export const MOUSE_REPORT = /\x1b\[<(\d+);(\d+);(\d+)([Mm])/g;

const DOES: Readonly<Record<string, 'click' | 'wheel-up' | 'wheel-down'>> = {
  '0': 'click',
  '64': 'wheel-up',
  '65': 'wheel-down',
};

/** The events in what a terminal sent: buttons that are let go, and others than the first, are none. */
export const mouseEvents = (sent: string): readonly TuiEvent[] =>
  [...sent.matchAll(MOUSE_REPORT)].flatMap(([, button = '', column, row, end]): TuiEvent[] => {
    const does = DOES[button];
    if (does === undefined || end === 'm') return [];
    return [{ type: 'mouse', does, x: Number(column) - 1, y: Number(row) - 1 }];
  });
