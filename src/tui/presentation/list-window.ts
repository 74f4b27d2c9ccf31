import type { Cursor } from '../model/cursor.ts';
import { fitLine } from './fit-line.ts';
import { type Line, withBack } from './line.ts';

/** The rows of a list that can be seen, each drawn by `draw`; the row of the cursor stands out. */
export function listWindow<T>(
  rows: readonly T[],
  cursor: Cursor,
  area: { readonly width: number; readonly height: number; readonly focused: boolean },
  draw: (row: T, at: number) => Line,
): Line[] {
  return rows.slice(cursor.top, cursor.top + area.height).map((row, index) => {
    const at = cursor.top + index;
    const drawn = fitLine(draw(row, at), area.width);
    return at === cursor.at ? withBack(drawn, area.focused ? 'cursor' : 'marked') : drawn;
  });
}

/** Where one is in a list, for the foot of its frame: `3 of 12`. */
export const placeInList = (cursor: Cursor, count: number): string =>
  count === 0 ? '0' : `${cursor.at + 1} of ${count}`;
