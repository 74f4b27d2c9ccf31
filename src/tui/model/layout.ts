import { PANE_IDS, type PaneId } from '../pane-id.ts';
import type { Size, TuiState } from './state.ts';

/** Where a part of the screen is: columns and rows from 0, its frame included. */
export interface Area {
  readonly pane: PaneId;
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/** The smallest screen that everything is drawn on. */
export const SMALLEST: Size = { columns: 60, rows: 15 };

/** From so many columns on there is room for two columns of parts. */
const WIDE = 100;

const SIDE: readonly PaneId[] = ['datasets', 'versions', 'files'];

/** Whether the screen shows one part at a time. */
export const isNarrow = ({ columns, rows }: Size): boolean => columns < WIDE || rows < 20;

/**
 * Where the parts of the screen are: between a head and a foot of one row each. On a narrow screen only the one that
 * has the keys is there; else lists stand on the left, that one the highest, and what is on the right tells of them.
 */
export function layout({ size, focus }: Pick<TuiState, 'size' | 'focus'>): readonly Area[] {
  const { columns, rows } = size;
  const height = Math.max(3, rows - 2);
  if (isNarrow(size)) return [{ pane: focus, x: 0, y: 1, width: columns, height }];
  const left = Math.max(48, Math.min(78, Math.floor(columns * 0.45)));
  const shares = SIDE.map((pane) =>
    pane === focus ? 5 : pane === 'datasets' && !SIDE.includes(focus) ? 4 : 3,
  );
  const sum = shares.reduce((total, share) => total + share, 0);
  const areas: Area[] = [];
  let y = 1;
  for (const [at, pane] of SIDE.entries()) {
    const last = at === SIDE.length - 1;
    const own = last ? height + 1 - y : Math.floor((height * (shares[at] ?? 0)) / sum);
    areas.push({ pane, x: 0, y, width: left, height: own });
    y += own;
  }
  const main = SIDE.includes(focus) ? (PANE_IDS.find((pane) => !SIDE.includes(pane)) ?? focus) : focus;
  return [...areas, { pane: main, x: left, y: 1, width: columns - left, height }];
}

/** The rows that a part of the screen has for its list; 0 where it is not to be seen. */
export const innerHeight = (state: Pick<TuiState, 'size' | 'focus'>, pane: PaneId): number =>
  Math.max(0, (layout(state).find((area) => area.pane === pane)?.height ?? 2) - 2);
