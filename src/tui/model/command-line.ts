import type { Action } from '../keys.ts';
import { PANE_IDS } from '../pane-id.ts';
import { isActName } from './acts.ts';
import { answered, begun } from './begun.ts';
import { refOfRow } from './dataset-row.ts';
import { regrouped } from './datasets-state.ts';
import type { TuiState } from './state.ts';

/** What can be typed after `:`, besides the names of parts of the screen. */
const COMMANDS: Readonly<Record<string, Action>> = {
  commit: 'commit',
  checkout: 'checkout',
  diff: 'diff',
  drop: 'drop',
  fetch: 'fetch',
  get: 'get',
  help: 'help',
  promote: 'promote',
  pull: 'pull',
  push: 'push',
  quit: 'quit',
  q: 'quit',
  refresh: 'refresh',
  tag: 'tag',
  verify: 'verify',
};

/** The command that goes to a dataset. */
const GO = 'go';

/**
 * The state after a line that was typed: a command, with what it would ask for behind it (`tag fig3`), the name of a
 * part of the screen, or a dataset.
 */
export function obeyed(
  state: TuiState,
  text: string,
  act: (state: TuiState, action: Action) => TuiState,
): TuiState {
  const [name = '', ...words] = text.split(/\s+/);
  const rest = words.join(' ');
  if (name === '') return state;
  const pane = PANE_IDS.find((id) => id === name);
  if (pane !== undefined) return { ...state, focus: pane };
  if (name === GO || name.includes('/')) return gone(state, name === GO ? rest : name);
  const action = Object.hasOwn(COMMANDS, name) ? COMMANDS[name] : undefined;
  if (action === undefined)
    return { ...state, notice: { tone: 'warn', text: `There is no command ${name}; Tab completes` } };
  if (rest !== '' && isActName(action)) {
    const asked = begun(state, action);
    return asked.prompt?.kind === 'question' && asked.prompt.question.kind === 'text'
      ? answered(asked, action, rest)
      : asked;
  }
  return act(state, action);
}

/** The line with its last word completed as far as there is one way on. */
export function completed(state: TuiState, text: string): string {
  const [name = '', ...words] = text.split(' ');
  const inName = words.length === 0;
  const typed = inName ? name : (words.at(-1) ?? '');
  const candidates =
    inName && !name.includes('/')
      ? [...Object.keys(COMMANDS), ...PANE_IDS, GO]
      : inName || name === GO
        ? state.datasets.rows.map(refOfRow)
        : [];
  const fitting = candidates.filter((one) => one.startsWith(typed));
  const [first] = fitting;
  if (first === undefined) return text;
  let shared = first;
  for (const one of fitting) while (!one.startsWith(shared)) shared = shared.slice(0, -1);
  const before = text.slice(0, text.length - typed.length);
  return before + shared + (fitting.length === 1 ? ' ' : '');
}

function gone(state: TuiState, wanted: string): TuiState {
  const fits = (ref: string) => ref === wanted || ref.endsWith(`/${wanted}`) || ref.endsWith(wanted);
  const row = state.datasets.rows.find((one) => fits(refOfRow(one)));
  if (row === undefined) return { ...state, notice: { tone: 'warn', text: `There is no dataset ${wanted}` } };
  const open = regrouped(state.datasets, { filter: '', closed: new Set() });
  const at = open.shown.indexOf(row);
  return { ...state, focus: 'datasets', datasets: { ...open, cursor: { ...open.cursor, at } } };
}
