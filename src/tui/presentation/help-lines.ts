import { KEYS, type KeyBinding } from '../keys.ts';
import type { PaneId } from '../pane-id.ts';
import { type Line, line, lineOf, span } from './line.ts';

/** The keys of a part of the screen, those that only count there first. */
export function helpLines(pane: PaneId, title: string): Line[] {
  const own = KEYS.filter((binding) => binding.in?.includes(pane));
  const all = KEYS.filter((binding) => binding.in === undefined);
  return [
    ...(own.length === 0 ? [] : [line(` ${title}`, 'accent'), ...own.map(keyLine), line('')]),
    line(' Everywhere', 'accent'),
    ...all.map(keyLine),
  ];
}

const keyLine = ({ keys, says }: KeyBinding): Line =>
  lineOf(span(`   ${keys.map(keyLabel).join(' ').padEnd(18)} `, 'strong'), span(says));

const LABELS: Readonly<Record<string, string>> = {
  down: '↓',
  up: '↑',
  left: '←',
  right: '→',
  pagedown: 'PgDn',
  pageup: 'PgUp',
  home: 'Home',
  end: 'End',
  enter: 'Enter',
  esc: 'Esc',
  tab: 'Tab',
  'shift-tab': 'Shift-Tab',
  space: 'Space',
};

/** A key as it is written on keyboards. */
export const keyLabel = (key: string): string =>
  LABELS[key] ?? key.replace(/^ctrl-(.)$/, (_, letter: string) => `Ctrl-${letter.toUpperCase()}`);
