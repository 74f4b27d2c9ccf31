import type { ActName } from './act-request.ts';
import { ACTS } from './acts.ts';
import type { TuiState } from './state.ts';

/** The state once an act is wanted: what it asks, why it can't be, or that it is under way. */
export function begun(state: TuiState, act: ActName): TuiState {
  const refusal =
    state.job === undefined ? ACTS[act].refusal(state) : `${state.job.doing} is under way: Ctrl-C stops it`;
  if (refusal !== undefined) return { ...state, notice: { tone: 'warn', text: refusal } };
  const question = ACTS[act].question(state);
  if (question === undefined) return answered(state, act, '');
  return { ...state, prompt: { kind: 'question', act, question, text: '' } };
}

/** The state once what an act asked is answered: it is under way. */
export function answered(state: TuiState, act: ActName, answer: string): TuiState {
  const { doing, request } = ACTS[act];
  const number = state.jobs + 1;
  return {
    ...state,
    prompt: undefined,
    jobs: number,
    job: { number, doing, request: request(state, answer), progress: undefined },
  };
}
