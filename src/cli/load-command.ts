import type { BaseCommand } from './base-command.ts';
import type { CliConfig } from './cli-config.ts';
import type { ExitCode } from './exit-codes.ts';

/** What a file of `src/commands` has as its default export. */
export interface LoadedCommand {
  id: string;
  start(argv: readonly string[], config: CliConfig): Promise<ExitCode>;
}

/** Loads the code of one command and what it needs; `catalog:stop` is `commands/catalog/stop.ts`. */
export async function loadCommand(id: string): Promise<LoadedCommand> {
  // The build makes a chunk for every file that this pattern fits.
  const module: { readonly default: typeof BaseCommand & LoadedCommand } = await import(
    `../commands/${id.replaceAll(':', '/')}.ts`
  );
  module.default.id = id;
  return module.default;
}
