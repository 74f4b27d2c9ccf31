import type { Key } from 'ink';

/** What a key is called in `keys.ts`, and what it types, if it types something. */
export interface NamedKey {
  readonly key: string;
  readonly text?: string;
}

/** The keys that Ink tells of, which is several at once when they come fast; those without a name are left out. */
export function keyNames(input: string, key: Key): readonly NamedKey[] {
  const [name] = Object.entries(NAMED).find(([, pressed]) => key[pressed]) ?? [];
  if (name !== undefined) return [{ key: name === 'tab' && key.shift ? 'shift-tab' : name }];
  if (key.backspace || key.delete) return [{ key: 'backspace' }];
  if (input === '') return [];
  if (key.meta) return [{ key: `alt-${input}` }];
  if (key.ctrl) return [{ key: `ctrl-${input}` }];
  const segments = new Intl.Segmenter(undefined, { granularity: 'grapheme' }).segment(input);
  return [...segments].flatMap(({ segment }) => typedKey(segment));
}

const NAMED = {
  up: 'upArrow',
  down: 'downArrow',
  left: 'leftArrow',
  right: 'rightArrow',
  pagedown: 'pageDown',
  pageup: 'pageUp',
  home: 'home',
  end: 'end',
  enter: 'return',
  esc: 'escape',
  tab: 'tab',
} as const satisfies Readonly<Record<string, keyof Key>>;

function typedKey(text: string): NamedKey[] {
  if (text === ' ') return [{ key: 'space', text }];
  if (text === '\r' || text === '\n') return [{ key: 'enter' }];
  // What is left of a sequence that nobody knows is not typed.
  return /\p{Cc}/u.test(text) ? [] : [{ key: text, text }];
}
