import type { ActName } from './model/act-request.ts';
import type { PaneId } from './pane-id.ts';

/** What a key does; the model has one function for each. */
export type Action =
  | 'down'
  | 'up'
  | 'page-down'
  | 'page-up'
  | 'first'
  | 'last'
  | 'enter'
  | 'back'
  | 'next-pane'
  | 'previous-pane'
  | `pane-${1 | 2 | 3 | 4 | 5 | 6}`
  | 'filter'
  | 'command'
  | 'help'
  | 'mark'
  | 'diff'
  | 'deeper'
  | 'shallower'
  | 'next-layer'
  | 'copy-id'
  | 'copy-command'
  | 'refresh'
  | 'quit'
  | ActName;

/** A key, where it counts, and what it does in words; the help and the README's table are made from these. */
export interface KeyBinding {
  /** Any of these, by the names that `keyName` gives. */
  readonly keys: readonly string[];
  readonly does: Action;
  /** In which parts of the screen; everywhere where it is not said. */
  readonly in?: readonly PaneId[];
  readonly says: string;
}

/** All keys. Of two for one key the one that names the part of the screen counts. */
export const KEYS: readonly KeyBinding[] = [
  { keys: ['j', 'down'], does: 'down', says: 'Down' },
  { keys: ['k', 'up'], does: 'up', says: 'Up' },
  { keys: ['ctrl-f', 'pagedown'], does: 'page-down', says: 'A page down' },
  { keys: ['ctrl-b', 'pageup'], does: 'page-up', says: 'A page up' },
  { keys: ['g', 'home'], does: 'first', says: 'To the first row' },
  { keys: ['G', 'end'], does: 'last', says: 'To the last row' },
  {
    keys: ['enter', 'l', 'right'],
    does: 'enter',
    in: ['datasets'],
    says: 'Look at its versions; open or close a group',
  },
  { keys: ['enter', 'l', 'right'], does: 'enter', in: ['versions'], says: 'Look at its files' },
  { keys: ['enter', 'l', 'right'], does: 'enter', in: ['files'], says: 'Open a folder, or close it' },
  { keys: ['enter', 'l', 'right'], does: 'enter', in: ['lineage'], says: 'Choose this version' },
  { keys: ['+', '='], does: 'deeper', in: ['lineage'], says: 'More steps each way' },
  { keys: ['-'], does: 'shallower', in: ['lineage'], says: 'Fewer steps each way' },
  {
    keys: ['a'],
    does: 'next-layer',
    in: ['lineage'],
    says: 'Only versions of one layer, of the next one, of all',
  },
  { keys: ['esc', 'h', 'left'], does: 'back', says: 'Back to where you came from; ends a filter' },
  { keys: ['tab'], does: 'next-pane', says: 'The next part of the screen' },
  { keys: ['shift-tab'], does: 'previous-pane', says: 'The part before' },
  { keys: ['1'], does: 'pane-1', says: 'Datasets' },
  { keys: ['2'], does: 'pane-2', says: 'Versions' },
  { keys: ['3'], does: 'pane-3', says: 'Files' },
  { keys: ['4'], does: 'pane-4', says: 'Detail' },
  { keys: ['5', 'L'], does: 'pane-5', says: 'Lineage: where it came from, and what came from it' },
  { keys: ['6'], does: 'pane-6', says: 'What was compared last' },
  { keys: ['/'], does: 'filter', says: 'Find datasets as you type' },
  { keys: [':'], does: 'command', says: 'Type a command; Tab completes it' },
  { keys: ['space'], does: 'mark', in: ['versions'], says: 'Mark a version; two can be compared' },
  { keys: ['d'], does: 'diff', says: 'Compare the two marked versions, or one with the one before' },
  { keys: ['c'], does: 'commit', says: "Commit the dataset's folder" },
  { keys: ['o'], does: 'checkout', says: 'Write the version to its folder' },
  { keys: ['m'], does: 'promote', says: 'Promote the version to the next layer' },
  { keys: ['i'], does: 'get', says: 'Get the bytes of the version from a remote' },
  { keys: ['X'], does: 'drop', says: 'Drop them here, once a remote is proved to hold them' },
  { keys: ['t'], does: 'tag', says: 'Tag the version, or those marked' },
  { keys: ['v'], does: 'verify', says: 'Re-hash the bytes of the version' },
  { keys: ['f'], does: 'fetch', says: 'See what the remote has' },
  { keys: ['p'], does: 'pull', says: 'Pull the dataset' },
  { keys: ['P'], does: 'push', says: 'Push the dataset' },
  { keys: ['y'], does: 'copy-id', says: 'Copy the id under the cursor' },
  { keys: ['Y'], does: 'copy-command', says: 'Copy a command that shows it' },
  { keys: ['r'], does: 'refresh', says: 'Look again' },
  { keys: ['?'], does: 'help', says: 'These keys' },
  { keys: ['q', 'ctrl-c'], does: 'quit', says: 'Quit; Ctrl-C stops what is under way first' },
];

/** What a key does in a part of the screen; undefined for a key that has no meaning there. */
export function actionOf(key: string, pane: PaneId): Action | undefined {
  const fitting = KEYS.filter(({ keys }) => keys.includes(key));
  const own = fitting.find((binding) => binding.in?.includes(pane));
  return (own ?? fitting.find((binding) => binding.in === undefined))?.does;
}
