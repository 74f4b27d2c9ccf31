import type { ProgressState } from './progress-line.ts';

/** How far work has got, and for how many milliseconds what it is at now has been done. */
export interface TimedProgress {
  readonly state: ProgressState;
  readonly elapsed: number;
  /** When that began, by the clock of `now`. */
  readonly began: number;
}

/** The next state of work: the time of each of the things that are done one after another is its own. */
export function timedProgress(
  before: TimedProgress | undefined,
  state: ProgressState,
  now: number,
): TimedProgress {
  const same = before?.state.what === state.what && before.state.subject === state.subject;
  const began = same ? before.began : now;
  return { state, began, elapsed: now - began };
}
