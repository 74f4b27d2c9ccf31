import type { Action } from '../keys.ts';
import { answered } from './begun.ts';
import { completed, obeyed } from './command-line.ts';
import { datasetAt, regrouped } from './datasets-state.ts';
import type { PaneModels } from './pane-model.ts';
import type { TuiState } from './state.ts';

/** The state after a key while a line is being typed; `act` is what an action does. */
export function typed(
  state: TuiState,
  { key, text }: { readonly key: string; readonly text?: string },
  panes: PaneModels,
  act: (state: TuiState, action: Action) => TuiState,
): TuiState {
  const { prompt } = state;
  if (prompt === undefined) return state;
  if (prompt.kind === 'question' && prompt.question.kind === 'yes')
    return key === 'y' || key === 'enter'
      ? answered(state, prompt.act, '')
      : { ...state, prompt: undefined, notice: { tone: 'dim', text: 'Nothing was done' } };
  switch (key) {
    case 'esc':
      return { ...(prompt.kind === 'filter' ? withText(state, '') : state), prompt: undefined };
    case 'enter':
      return entered(state, act);
    case 'tab':
      return prompt.kind === 'command' ? withText(state, completed(state, prompt.text)) : state;
    case 'up':
      return prompt.kind === 'filter' ? panes.datasets.move(state, (at) => at - 1) : state;
    case 'down':
      return prompt.kind === 'filter' ? panes.datasets.move(state, (at) => at + 1) : state;
    case 'backspace':
      return prompt.text === '' ? { ...state, prompt: undefined } : withText(state, shorter(prompt.text));
    case 'ctrl-u':
      return withText(state, '');
    case 'ctrl-w':
      return withText(state, prompt.text.replace(/\S*\s*$/, ''));
    default:
      return text === undefined ? state : withText(state, prompt.text + text);
  }
}

function entered(state: TuiState, act: (state: TuiState, action: Action) => TuiState): TuiState {
  const { prompt } = state;
  if (prompt?.kind === 'command') return obeyed({ ...state, prompt: undefined }, prompt.text.trim(), act);
  if (prompt?.kind !== 'question') return { ...state, prompt: undefined };
  const answer = prompt.text.trim();
  return answer === ''
    ? { ...state, notice: { tone: 'warn', text: 'Type something, or Esc' } }
    : answered(state, prompt.act, answer);
}

/** The text without its last character, which may be several code units. */
function shorter(text: string): string {
  const segments = [...new Intl.Segmenter(undefined, { granularity: 'grapheme' }).segment(text)];
  return text.slice(0, segments.at(-1)?.index ?? 0);
}

function withText(state: TuiState, text: string): TuiState {
  const { prompt } = state;
  if (prompt === undefined) return state;
  if (prompt.kind !== 'filter') return { ...state, prompt: { ...prompt, text } };
  const datasets = regrouped(state.datasets, { filter: text });
  const at =
    datasetAt(datasets) === undefined ? datasets.shown.findIndex(({ kind }) => kind === 'dataset') : -1;
  const cursor = at < 0 ? datasets.cursor : { ...datasets.cursor, at };
  return { ...state, datasets: { ...datasets, cursor }, prompt: { ...prompt, text } };
}
