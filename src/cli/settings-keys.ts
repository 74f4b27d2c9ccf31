import { DlakeError } from '../errors.ts';
import { authorProblem } from '../records/author.ts';

/** Where a setting is kept when nobody says: with the user, or with the lake. */
export type SettingScope = 'user' | 'lake';

/** One thing that can be set. */
export interface SettingKey {
  readonly summary: string;
  /** An author is a person, whatever lake they work in; the rest is about a lake. */
  readonly scope: SettingScope;
  /** Why this is no value for it, or undefined when it is one. */
  problem(value: string): string | undefined;
}

/** All settings, by name. */
export const SETTING_KEYS = {
  author: {
    summary: 'Who commits, as "Name <email>"',
    scope: 'user',
    problem: authorProblem,
  },
  linkMode: {
    summary:
      'How files get into the store: copy, hardlink (the file in the worktree becomes read-only), or reference (they stay where they are, and count as no copy)',
    scope: 'lake',
    problem: oneOf('copy', 'hardlink', 'reference'),
  },
  catalog: {
    summary: 'Who owns the catalog: a background process, or each command inline',
    scope: 'lake',
    problem: oneOf('process', 'inline'),
  },
} as const satisfies Readonly<Record<string, SettingKey>>;

/** The name of a setting. */
export type SettingName = keyof typeof SETTING_KEYS;

/** The values that hold; each was taken by its key. */
export interface Settings {
  readonly author?: string;
  readonly linkMode?: 'copy' | 'hardlink' | 'reference';
  readonly catalog?: 'process' | 'inline';
}

/** Whether there is a setting of this name. */
export const isSettingName = (name: string): name is SettingName => Object.hasOwn(SETTING_KEYS, name);

/** The setting of this name. Throws `usage-invalid`. */
export function settingName(name: string): SettingName {
  if (isSettingName(name)) return name;
  const known = Object.keys(SETTING_KEYS).join(', ');
  throw new DlakeError('usage-invalid', {
    reason: `There is no setting ${name}: there are ${known}.`,
    see: 'dlake config --help',
  });
}

/** The value as it is, if the setting takes it. Throws `usage-invalid`. */
export function checkedValue(name: SettingName, value: string): string {
  const problem = SETTING_KEYS[name].problem(value);
  if (problem === undefined) return value;
  throw new DlakeError('usage-invalid', {
    reason: `${name} ${problem}: ${value}`,
    see: 'dlake config --help',
  });
}

function oneOf(...values: readonly string[]): (value: string) => string | undefined {
  return (value) => (values.includes(value) ? undefined : `is not ${values.join(' or ')}`);
}
