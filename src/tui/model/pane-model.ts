import type { Action } from '../keys.ts';
import type { PaneId } from '../pane-id.ts';
import type { TuiState } from './state.ts';

/** How a part of the screen takes keys. */
export interface PaneModel {
  readonly id: PaneId;
  /** Moves its cursor, or what is seen of it: `to` gets the row it is on and the rows of a page. */
  move(state: TuiState, to: (at: number, page: number) => number): TuiState;
  /** The row at the top of what is seen of its list, and the row of its cursor; undefined for one that is no list. */
  top(state: TuiState): number | undefined;
  at(state: TuiState): number | undefined;
  /** What keys do that mean something of their own there. */
  readonly on: Partial<Readonly<Record<Action, (state: TuiState) => TuiState>>>;
  /** What `copy-id` and `copy-command` copy; undefined where there is nothing under the cursor. */
  copied(state: TuiState): { readonly id: string; readonly command: string } | undefined;
}

/** How each part of the screen takes keys. */
export type PaneModels = Readonly<Record<PaneId, PaneModel>>;
