import { type CommandFacts, type Manifest, typedName, visibleCommands } from '../manifest.ts';
import type { HelpOptions } from './help-text.ts';
import { columns, heading, sections } from './layout.ts';

/** The commands by what they are for, in the order in which people need them. */
const GROUPS: readonly (readonly [title: string, ids: readonly string[]])[] = [
  ['Start a lake', ['init', 'clone', 'config', 'doctor']],
  [
    'Work on datasets',
    ['status', 'diff', 'commit', 'checkout', 'restore', 'undo', 'revert', 'reset', 'rm', 'annotate'],
  ],
  ['Look at datasets', ['tui', 'log', 'show', 'ls', 'cat', 'search', 'whence', 'lineage', 'impact', 'tag']],
  ['Share a lake', ['remote', 'fetch', 'pull', 'push', 'get', 'drop', 'du', 'url', 'pin']],
  ['Refine datasets', ['promote', 'approve', 'run', 'rerun', 'import']],
  ['Keep data safe', ['verify', 'fsck', 'gc', 'rebuild', 'hold', 'withdraw', 'retract', 'audit', 'backup']],
];

/** The help on dlake as a whole. */
export function rootHelp(manifest: Manifest, options: HelpOptions): string {
  const commands = new Map(visibleCommands(manifest).map((command) => [command.id, command]));
  const grouped = GROUPS.map(
    ([title, ids]) => [title, ids.flatMap((id) => withTopic(id, commands))] as const,
  );
  const named = new Set(grouped.flatMap(([, members]) => members));
  const others = [...commands.values()].filter((command) => !named.has(command));
  return sections([
    [`${heading('dlake', options)}: git for biomedical datasets.`],
    [`${heading('Usage:', options)} dlake COMMAND [ARGUMENTS] [FLAGS]`],
    ...[...grouped, ['More', others] as const].map(([title, members]) => group(title, members, options)),
    ['`dlake help COMMAND` tells all about one. Every command takes --json.'],
  ]);
}

/** A command and the commands below it. */
function withTopic(id: string, commands: ReadonlyMap<string, CommandFacts>): CommandFacts[] {
  return [...commands.values()].filter((command) => command.id === id || command.id.startsWith(`${id}:`));
}

function group(title: string, members: readonly CommandFacts[], options: HelpOptions): string[] {
  if (members.length === 0) return [];
  const rows = members.map((command) => [typedName(command.id), command.summary ?? ''] as const);
  return [heading(title, options), ...columns(rows, options)];
}
