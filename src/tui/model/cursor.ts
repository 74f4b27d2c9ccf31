/** Where one is in a list: the row of the cursor, and the row at the top of what is seen of it. */
export interface Cursor {
  readonly at: number;
  readonly top: number;
}

/** The beginning of a list. */
export const FIRST: Cursor = { at: 0, top: 0 };

/** The cursor at a row, which is held within a list of `count` rows, with the row seen in a part of `height` rows. */
export function cursorAt(before: Cursor, at: number, count: number, height: number): Cursor {
  const held = Math.max(0, Math.min(at, count - 1));
  const lowest = Math.max(0, count - height);
  const room = Math.max(1, height);
  const top = held < before.top ? held : held >= before.top + room ? held - room + 1 : before.top;
  return { at: held, top: Math.max(0, Math.min(top, lowest)) };
}
