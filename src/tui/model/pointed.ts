import { layout } from './layout.ts';
import type { PaneModels } from './pane-model.ts';
import type { TuiState } from './state.ts';
import type { TuiEvent } from './tui-event.ts';

/** Rows that the wheel moves. */
const WHEEL = 3;

/** The state after the mouse: a click goes to a row, and a second one there is Enter; the wheel moves where it is. */
export function pointed(
  state: TuiState,
  { does, x, y }: Extract<TuiEvent, { readonly type: 'mouse' }>,
  panes: PaneModels,
): TuiState {
  if (state.prompt !== undefined || state.help.open || state.message !== undefined) return state;
  const area = layout(state).find(
    (one) => x >= one.x && x < one.x + one.width && y >= one.y && y < one.y + one.height,
  );
  if (area === undefined) return state;
  const pane = panes[area.pane];
  if (does !== 'click') return pane.move(state, (at) => at + (does === 'wheel-up' ? -WHEEL : WHEEL));
  const focused = { ...state, focus: area.pane };
  const top = pane.top(state);
  if (top === undefined) return focused;
  const row = top + y - area.y - 1;
  const again = state.focus === area.pane && pane.at(state) === row;
  // The part may have another height once it has the keys: its row stays the one that was seen.
  const there = pane.move(focused, () => row);
  return again ? (pane.on.enter?.(there) ?? there) : there;
}
