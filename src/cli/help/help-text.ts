import type { Manifest } from '../manifest.ts';
import { commandHelp } from './command-help.ts';
import { rootHelp } from './root-help.ts';
import { topicHelp } from './topic-help.ts';

/** How help is to look. */
export interface HelpOptions {
  /** Letters in a line. */
  readonly width: number;
  readonly color: boolean;
}

/** The help on everything, on a command, or on the commands of a topic; whole lines. */
export function helpText(manifest: Manifest, id: string | undefined, options: HelpOptions): string {
  if (id === undefined) return rootHelp(manifest, options);
  const command = manifest.commands[id];
  return command === undefined ? topicHelp(manifest, id, options) : commandHelp(command, options);
}
