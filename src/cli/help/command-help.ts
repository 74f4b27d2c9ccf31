import type { Command } from '@oclif/core';
import { wrap } from '../../format/wrap.ts';
import { type CommandFacts, typedName } from '../manifest.ts';
import type { HelpOptions } from './help-text.ts';
import { columns, heading, sections } from './layout.ts';

type FlagFacts = Command.Flag.Cached;

/** The help on one command. */
export function commandHelp(command: CommandFacts, options: HelpOptions): string {
  const flags = Object.values(command.flags).filter((flag) => flag.hidden !== true);
  const own = flags.filter((flag) => flag.helpGroup !== 'GLOBAL');
  const global = flags.filter((flag) => flag.helpGroup === 'GLOBAL');
  const aliases = command.aliases.map(typedName);
  return sections([
    command.summary === undefined ? [] : wrap(`${command.summary}.`, options.width),
    usages(command, own).map((usage) => `${heading('Usage:', options)} dlake ${usage}`),
    command.description === undefined ? [] : wrap(command.description, options.width),
    titled('Arguments', argumentRows(command), options),
    titled('Flags', own.map(flagRow), options),
    titled('Global flags', global.map(flagRow), options),
    examples(command, options),
    aliases.length === 0 ? [] : [`${heading('Also called:', options)} dlake ${aliases.join(', dlake ')}`],
  ]);
}

function titled(title: string, rows: readonly (readonly [string, string])[], options: HelpOptions): string[] {
  return rows.length === 0 ? [] : [heading(title, options), ...columns(rows, options)];
}

function usages(command: CommandFacts, flags: readonly FlagFacts[]): string[] {
  const { usage } = command;
  if (usage !== undefined) return typeof usage === 'string' ? [usage] : [...usage];
  const words = Object.values(command.args)
    .filter((arg) => arg.hidden !== true)
    .map((arg) => (arg.required === true ? typed(arg.name) : `[${typed(arg.name)}]`));
  const more = command.strict === false ? ['...'] : [];
  const required = flags.filter((flag) => flag.required === true).map((flag) => flagName(flag));
  const others = flags.length > required.length ? ['[FLAGS]'] : [];
  return [
    [
      typedName(command.id),
      ...words.slice(0, -1),
      (words.at(-1) ?? '') + more.join(''),
      ...required,
      ...others,
    ]
      .filter((word) => word !== '')
      .join(' '),
  ];
}

const typed = (name: string): string => name.toUpperCase();

const argumentRows = (command: CommandFacts): (readonly [string, string])[] =>
  Object.values(command.args)
    .filter((arg) => arg.hidden !== true)
    .map((arg) => [typed(arg.name), arg.description ?? ''] as const);

function flagRow(flag: FlagFacts): readonly [string, string] {
  const short = flag.char === undefined ? '    ' : `-${flag.char}, `;
  const text = flag.summary ?? flag.description ?? '';
  const notes = [
    ...(flag.type === 'option' && flag.default !== undefined ? [`default: ${String(flag.default)}`] : []),
    ...(flag.type === 'option' && flag.multiple === true ? ['may be repeated'] : []),
  ];
  return [`${short}${flagName(flag)}`, notes.length === 0 ? text : `${text} (${notes.join('; ')})`];
}

function flagName(flag: FlagFacts): string {
  if (flag.type === 'boolean') return flag.allowNo === true ? `--[no-]${flag.name}` : `--${flag.name}`;
  const value = flag.options?.join('|') ?? flag.helpValue ?? typed(flag.name);
  return `--${flag.name} ${String(value)}`;
}

function examples(command: CommandFacts, options: HelpOptions): string[] {
  const known = command.examples ?? [];
  if (known.length === 0) return [];
  const lines = known.flatMap((example) => {
    if (typeof example === 'string') return [`  $ ${example}`];
    return [
      ...wrap(example.description, options.width - 2).map((line) => `  ${line}`),
      `    $ ${example.command}`,
    ];
  });
  return [heading('Examples', options), ...lines];
}
