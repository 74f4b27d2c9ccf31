import type { Command } from '@oclif/core';
import { type CommandFacts, type Manifest, typedName, visibleCommands } from '../manifest.ts';
import { findCommand } from '../route.ts';

/** What may stand where the cursor is. */
export interface Candidates {
  /** Words that fit, each with what it is. */
  readonly words: readonly (readonly [word: string, about: string])[];
  /** What else fits: the names of files, or of refs. */
  readonly kind: 'words' | 'files' | 'refs';
}

type FlagFacts = Command.Flag.Cached;

// Arguments that name a version or a ref, and those that name a file or folder.
const REF_ARGUMENTS = new Set(['rev', 'ref', 'a', 'b']);
const FILE_ARGUMENTS = new Set(['path', 'dir', 'file', 'what']);
const REF_VALUES = /^REV|^REF/;
const FILE_VALUES = /^DIR|^FILE|^PATH/;

/** What fits after `dlake`, whose words are given, the last as far as it is typed. */
export function candidates(words: readonly string[], manifest: Manifest): Candidates {
  const partial = words.at(-1) ?? '';
  const before = words.slice(0, -1);
  const found = findCommand(before, manifest);
  const kept =
    found === undefined
      ? commandNames(before, manifest)
      : inCommand(found.command, before.slice(found.words), partial);
  return { ...kept, words: kept.words.filter(([word]) => word.startsWith(partial)) };
}

function commandNames(before: readonly string[], manifest: Manifest): Candidates {
  const rows = visibleCommands(manifest).flatMap((command): (readonly [string, string])[] => {
    const names = typedName(command.id).split(' ');
    const next = names[before.length];
    const under = before.every((word, index) => word === names[index]);
    return under && next !== undefined
      ? [[next, names.length > before.length + 1 ? '' : (command.summary ?? '')]]
      : [];
  });
  return { words: [...new Map(rows)], kind: 'words' };
}

function inCommand(command: CommandFacts, before: readonly string[], partial: string): Candidates {
  const flags = Object.values(command.flags).filter((flag) => flag.hidden !== true);
  const awaiting = flagOf(before.at(-1), flags);
  if (awaiting !== undefined && awaiting.type === 'option') return values(awaiting);
  if (partial.startsWith('-'))
    return { words: flags.map((flag) => [`--${flag.name}`, flag.summary ?? '']), kind: 'words' };
  return { words: [], kind: argumentKind(command, before, flags) };
}

function values(flag: FlagFacts): Candidates {
  if (flag.type !== 'option') return { words: [], kind: 'words' };
  if (flag.options !== undefined) return { words: flag.options.map((option) => [option, '']), kind: 'words' };
  const value = String(flag.helpValue ?? '');
  if (REF_VALUES.test(value)) return { words: [], kind: 'refs' };
  return { words: [], kind: FILE_VALUES.test(value) || flag.name === 'lake' ? 'files' : 'words' };
}

function argumentKind(
  command: CommandFacts,
  before: readonly string[],
  flags: readonly FlagFacts[],
): Candidates['kind'] {
  const given = before.filter(
    (word, index) => !word.startsWith('-') && flagOf(before[index - 1], flags)?.type !== 'option',
  );
  const names = Object.keys(command.args);
  const name = names[given.length] ?? (command.strict === false ? names.at(-1) : undefined);
  if (name === undefined) return 'words';
  if (REF_ARGUMENTS.has(name)) return 'refs';
  return FILE_ARGUMENTS.has(name) ? 'files' : 'words';
}

/** The flag that a word is, when its value is a word of its own. */
const flagOf = (word: string | undefined, flags: readonly FlagFacts[]): FlagFacts | undefined =>
  word === undefined
    ? undefined
    : flags.find(
        (flag) => word === `--${flag.name}` || (flag.char !== undefined && word === `-${flag.char}`),
      );
