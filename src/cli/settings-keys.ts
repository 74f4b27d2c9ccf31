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

/** The layers that can require something of what is promoted to them. */
type CheckedLayer = 'processed' | 'curated' | 'archive';
type RequirementKey<L extends CheckedLayer> = `${L}.${'verify' | 'metadata' | 'command' | 'approval'}`;

/** All settings, by name. */
export const SETTING_KEYS = {
  author: {
    summary: 'Who commits, as "Name <email>"',
    scope: 'user',
    problem: authorProblem,
  },
  signingKey: {
    summary: 'The file of the Ed25519 key that signs commits and checkpoints, as ~/.ssh/id_ed25519',
    scope: 'user',
    problem: vacant,
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
  trustNames: {
    summary: 'Whether an approval by another name counts where no server proves who that is: yes or no',
    scope: 'lake',
    problem: oneOf('yes', 'no'),
  },
  ...requirements('processed'),
  ...requirements('curated'),
  ...requirements('archive'),
} as const satisfies Readonly<Record<string, SettingKey>>;

/** The name of a setting. */
export type SettingName = keyof typeof SETTING_KEYS;

/** The values that hold; each was taken by its key. */
export interface Settings extends Readonly<Partial<Record<RequirementKey<CheckedLayer>, string>>> {
  readonly author?: string;
  readonly signingKey?: string;
  readonly linkMode?: 'copy' | 'hardlink' | 'reference';
  readonly catalog?: 'process' | 'inline';
  readonly trustNames?: 'yes' | 'no';
}

/** Whether there is a setting of this name. */
export const isSettingName = (name: string): name is SettingName => Object.hasOwn(SETTING_KEYS, name);

/** The setting of this name. Throws `usage-invalid`. */
export function settingName(name: string): SettingName {
  if (isSettingName(name)) return name;
  const known = new Set(Object.keys(SETTING_KEYS).map((key) => key.replace(/^.*\./, 'LAYER.')));
  throw new DlakeError('usage-invalid', {
    reason: `There is no setting ${name}: there are ${[...known].join(', ')}.`,
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

/** What a layer can require of what is promoted to it. */
function requirements<L extends CheckedLayer>(layer: L) {
  const key = (summary: string, problem: SettingKey['problem']): SettingKey => ({
    summary,
    scope: 'lake',
    problem,
  });
  return {
    [`${layer}.verify`]: key(
      `Whether what goes to ${layer} is verified first: yes or no`,
      oneOf('yes', 'no'),
    ),
    [`${layer}.metadata`]: key(`The metadata that ${layer} requires, as organism,tissue`, vacant),
    [`${layer}.command`]: key(`A command that what goes to ${layer} must pass, as ./check.sh`, vacant),
    [`${layer}.approval`]: key(
      `Whether somebody else must approve what goes to ${layer}: yes or no`,
      oneOf('yes', 'no'),
    ),
  } as Readonly<Record<RequirementKey<L>, SettingKey>>;
}

function vacant(value: string): string | undefined {
  return value.trim() === '' ? 'is empty' : undefined;
}

function oneOf(...values: readonly string[]): (value: string) => string | undefined {
  return (value) => (values.includes(value) ? undefined : `is not ${values.join(' or ')}`);
}
