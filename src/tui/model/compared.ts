import type { CommitWithId } from '../../lake/read-commit.ts';
import { NO_DIFF } from './diff-state.ts';
import type { TuiState } from './state.ts';
import { versionAt } from './versions-state.ts';

/** The state with two versions compared: those marked, the one marked and this one, or this one and that before it. */
export function compared(state: TuiState): TuiState {
  const sides = sidesOf(state);
  if (typeof sides === 'string') return { ...state, notice: { tone: 'warn', text: sides } };
  const [before, after] = sides;
  return { ...state, focus: 'diff', diff: { ...NO_DIFF, before, after } };
}

function sidesOf({ versions }: TuiState): readonly [CommitWithId, CommitWithId] | string {
  const [first, second] = versions.marks;
  const here = versionAt(versions);
  if (first !== undefined && second !== undefined) return [first, second];
  if (here === undefined) return 'No version is chosen';
  if (first !== undefined)
    return first.id === here.id ? 'Mark another version too, with Space, or go to one' : [first, here];
  const [parent] = here.commit.parents ?? [];
  if (parent === undefined) return 'This is the first version: mark two with Space to compare them';
  const before = versions.rows.find(({ id }) => id === parent);
  return before === undefined ? 'The version before this one is not loaded yet' : [before, here];
}
