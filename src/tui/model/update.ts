import { type Action, actionOf } from '../keys.ts';
import { PANE_IDS, type PaneId } from '../pane-id.ts';
import { isActName } from './acts.ts';
import { begun } from './begun.ts';
import { compared } from './compared.ts';
import { regrouped } from './datasets-state.ts';
import { diffRows } from './diff-state.ts';
import { withEntries } from './files-state.ts';
import { redrawn } from './lineage-state.ts';
import type { PaneModel, PaneModels } from './pane-model.ts';
import { pointed } from './pointed.ts';
import { settled } from './settled.ts';
import type { Notice, TuiState } from './state.ts';
import type { TuiEvent } from './tui-event.ts';
import { typed } from './typed.ts';
import { versionAt } from './versions-state.ts';

/** The state after something happened. */
export function update(state: TuiState, event: TuiEvent, panes: PaneModels): TuiState {
  const next = applied(state, event, panes);
  return next === state ? state : settled(next);
}

function applied(state: TuiState, event: TuiEvent, panes: PaneModels): TuiState {
  switch (event.type) {
    case 'key':
      return pressed({ ...state, notice: undefined }, event, panes);
    case 'mouse':
      return pointed({ ...state, notice: undefined }, event, panes);
    case 'resized':
      return { ...state, size: event.size };
    case 'datasets':
      return {
        ...state,
        datasets: regrouped(state.datasets, { rows: event.rows, loaded: event.complete }),
      };
    case 'versions':
      if (event.ref !== state.versions.ref) return state;
      return { ...state, versions: withVersions(state.versions, event.rows) };
    case 'entries': {
      if (event.commit !== state.files.commit) return state;
      return { ...state, files: withEntries(state.files, event.folder, event.entries, event.complete) };
    }
    case 'standings':
      return { ...state, standings: new Map([...state.standings, ...event.standings]) };
    case 'lineage':
      if (event.graph.root !== versionAt(state.versions)?.id) return state;
      return { ...state, lineage: redrawn(state.lineage, { graph: event.graph }) };
    case 'differences': {
      const { before, after } = state.diff;
      if (before?.id !== event.before || after?.id !== event.after) return state;
      return { ...state, diff: { ...state.diff, rows: diffRows(before, after, event.files), loaded: true } };
    }
    case 'changed':
      return reloaded(state);
    case 'progress': {
      const { job } = state;
      if (job?.number !== event.job) return state;
      return { ...state, job: { ...job, progress: { state: event.state, elapsed: event.elapsed } } };
    }
    case 'ended':
      if (state.job?.number !== event.job) return state;
      return said(reloaded({ ...state, job: undefined }), event.notice);
    case 'said':
      return said(state, event.notice);
  }
}

function withVersions(
  before: TuiState['versions'],
  rows: TuiState['versions']['rows'],
): TuiState['versions'] {
  const { seek, ...rest } = before;
  const id = seek ?? before.rows[before.cursor.at]?.id;
  // On the newest version one stays on the newest.
  const at = before.cursor.at === 0 && seek === undefined ? 0 : rows.findIndex((row) => row.id === id);
  return { ...rest, rows, loaded: true, cursor: { ...before.cursor, at: Math.max(0, at) } };
}

const reloaded = (state: TuiState): TuiState => ({
  ...state,
  generation: state.generation + 1,
  standings: new Map(),
  datasets: { ...state.datasets, loaded: false },
  versions: { ...state.versions, loaded: false },
});

function pressed(
  state: TuiState,
  event: { readonly key: string; readonly text?: string },
  panes: PaneModels,
): TuiState {
  if (event.key === 'ctrl-c') return interrupted(state);
  if (state.message !== undefined) return { ...state, message: undefined };
  if (state.prompt !== undefined)
    return typed(state, event, panes, (before, action) => acted(before, action, panes));
  if (state.help.open) return inHelp(state, event.key);
  const action = actionOf(event.key, state.focus);
  return action === undefined ? state : acted(state, action, panes);
}

/** What is under way is stopped first; the next Ctrl-C quits. */
function interrupted(state: TuiState): TuiState {
  const { job } = state;
  if (job === undefined) return { ...state, quitting: true };
  const text = `${job.doing} was stopped: the same again goes on where it was`;
  return { ...reloaded(state), job: undefined, notice: { tone: 'warn', text } };
}

/** One line stands at the foot of the screen; more of them cover it. */
function said(state: TuiState, notice: Notice): TuiState {
  const lines = notice.text.trimEnd().split('\n');
  if (lines.length === 1) return { ...state, notice };
  return { ...state, message: { tone: notice.tone, lines } };
}

function inHelp(state: TuiState, key: string): TuiState {
  const { top } = state.help;
  if (key === 'j' || key === 'down') return { ...state, help: { open: true, top: top + 1 } };
  if (key === 'k' || key === 'up') return { ...state, help: { open: true, top: Math.max(0, top - 1) } };
  return { ...state, help: { open: false, top: 0 } };
}

/** The state after an action, as if its key were pressed. */
function acted(state: TuiState, action: Action, panes: PaneModels): TuiState {
  const pane = panes[state.focus];
  const own = pane.on[action];
  if (own !== undefined) return own(state);
  const last = Number.MAX_SAFE_INTEGER;
  switch (action) {
    case 'down':
      return pane.move(state, (at) => at + 1);
    case 'up':
      return pane.move(state, (at) => at - 1);
    case 'page-down':
      return pane.move(state, (at, page) => at + page);
    case 'page-up':
      return pane.move(state, (at, page) => at - page);
    case 'first':
      return pane.move(state, () => 0);
    case 'last':
      return pane.move(state, () => last);
    case 'next-pane':
      return { ...state, focus: beside(state.focus, 1) };
    case 'previous-pane':
      return { ...state, focus: beside(state.focus, -1) };
    case 'command':
      return { ...state, prompt: { kind: 'command', text: '' } };
    case 'filter':
      return { ...state, focus: 'datasets', prompt: { kind: 'filter', text: state.datasets.filter } };
    case 'help':
      return { ...state, help: { open: true, top: 0 } };
    case 'diff':
      return compared(state);
    case 'refresh':
      return { ...reloaded(state), notice: { tone: 'dim', text: 'Looking again' } };
    case 'copy-id':
    case 'copy-command':
      return copied(state, action, pane);
    case 'quit':
      return { ...state, quitting: true };
    default:
      return isActName(action) ? begun(state, action) : toPane(state, action);
  }
}

function toPane(state: TuiState, action: Action): TuiState {
  const pane = action.startsWith('pane-') ? PANE_IDS[Number(action.slice('pane-'.length)) - 1] : undefined;
  return pane === undefined ? state : { ...state, focus: pane };
}

function beside(pane: PaneId, step: 1 | -1): PaneId {
  const at = (PANE_IDS.indexOf(pane) + step + PANE_IDS.length) % PANE_IDS.length;
  return PANE_IDS[at] ?? pane;
}

function copied(state: TuiState, action: 'copy-id' | 'copy-command', pane: PaneModel): TuiState {
  const found = pane.copied(state);
  if (found === undefined)
    return { ...state, notice: { tone: 'warn', text: 'There is nothing under the cursor to copy' } };
  const text = action === 'copy-id' ? found.id : found.command;
  return {
    ...state,
    clipboard: { number: state.clipboard.number + 1, text },
    notice: { tone: 'good', text: `Copied: ${text}` },
  };
}
