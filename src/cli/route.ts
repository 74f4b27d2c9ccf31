import { nearest } from '../format/nearest.ts';
import { type CommandFacts, type Manifest, typedName, visibleCommands } from './manifest.ts';

/** What a command line asks for. */
export type Request =
  | { readonly kind: 'version' }
  /** Help on all, on a command, or on the commands of a topic. */
  | { readonly kind: 'help'; readonly id: string | undefined }
  /** What fits where the cursor is, for a shell: the words up to there. */
  | { readonly kind: 'complete'; readonly words: readonly string[] }
  | { readonly kind: 'run'; readonly id: string; readonly argv: readonly string[] }
  | { readonly kind: 'unknown'; readonly name: string };

/** What shells call instead of a command, with the words after `dlake` up to the cursor. */
export const COMPLETE = '__complete';

const HELP = new Set(['--help', '-h']);
const VERSION = new Set(['--version', '-V']);

/** Tells what a command line asks for. Global flags may stand before the command. */
export function route(argv: readonly string[], manifest: Manifest): Request {
  if (argv[0] === COMPLETE) return { kind: 'complete', words: argv.slice(1) };
  const { ahead, rest } = splitGlobals(argv);
  const [first, ...others] = rest;
  if (first === undefined || HELP.has(first)) return { kind: 'help', id: undefined };
  if (VERSION.has(first)) return { kind: 'version' };
  if (first === 'help') return routeHelp(others, manifest);
  const found = findCommand(rest, manifest);
  if (found === undefined) {
    return isTopic(first, manifest) && others.every((word) => word.startsWith('-'))
      ? { kind: 'help', id: first }
      : { kind: 'unknown', name: first };
  }
  const end = rest.indexOf('--');
  const flags = end === -1 ? rest : rest.slice(0, end);
  if (flags.some((word) => HELP.has(word))) return { kind: 'help', id: found.id };
  return { kind: 'run', id: found.id, argv: [...ahead, ...rest.slice(found.words)] };
}

function routeHelp(words: readonly string[], manifest: Manifest): Request {
  const names = words.filter((word) => !word.startsWith('-'));
  const [first] = names;
  if (first === undefined) return { kind: 'help', id: undefined };
  const found = findCommand(names, manifest);
  if (found !== undefined) return { kind: 'help', id: found.id };
  return isTopic(first, manifest) ? { kind: 'help', id: first } : { kind: 'unknown', name: first };
}

/** The command that the first words name, the longest name first, and how many words that took. */
export function findCommand(
  words: readonly string[],
  manifest: Manifest,
): { readonly id: string; readonly command: CommandFacts; readonly words: number } | undefined {
  for (const length of [2, 1]) {
    if (words.length < length) continue;
    const name = words.slice(0, length).join(':');
    const command = Object.hasOwn(manifest.commands, name)
      ? manifest.commands[name]
      : aliased(name, manifest);
    if (command !== undefined) return { id: command.id, command, words: length };
  }
  return undefined;
}

const aliased = (name: string, manifest: Manifest): CommandFacts | undefined =>
  Object.values(manifest.commands).find(
    (command) => command.aliases.includes(name) || command.hiddenAliases.includes(name),
  );

const isTopic = (name: string, manifest: Manifest): boolean =>
  Object.keys(manifest.commands).some((id) => id.startsWith(`${name}:`));

const SWITCHES = new Set(['--json', '--quiet', '-q', '--no-color', '--verbose']);

/** Takes the global flags off the front. */
function splitGlobals(argv: readonly string[]): {
  readonly ahead: readonly string[];
  readonly rest: readonly string[];
} {
  let at = 0;
  for (;;) {
    const word = argv[at];
    if (word === undefined) break;
    if (SWITCHES.has(word) || word.startsWith('--lake=')) at += 1;
    else if (word === '--lake' && at + 1 < argv.length) at += 2;
    else break;
  }
  return { ahead: argv.slice(0, at), rest: argv.slice(at) };
}

/** The commands that a mistyped name may have meant, the nearest first. */
export function nearNames(name: string, manifest: Manifest): readonly string[] {
  const names = visibleCommands(manifest).flatMap((command) => [command.id, ...command.aliases]);
  return nearest(name, names.map(typedName));
}
