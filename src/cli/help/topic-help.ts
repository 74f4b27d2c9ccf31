import { type Manifest, typedName, visibleCommands } from '../manifest.ts';
import type { HelpOptions } from './help-text.ts';
import { columns, heading, sections } from './layout.ts';

/** The help on a word that only begins commands, as `dlake catalog`. */
export function topicHelp(manifest: Manifest, topic: string, options: HelpOptions): string {
  const members = visibleCommands(manifest).filter((command) => command.id.startsWith(`${topic}:`));
  const rows = members.map((command) => [`dlake ${typedName(command.id)}`, command.summary ?? ''] as const);
  return sections([
    [`${heading('Usage:', options)} dlake ${topic} COMMAND`],
    [heading('Commands', options), ...columns(rows, options)],
  ]);
}
