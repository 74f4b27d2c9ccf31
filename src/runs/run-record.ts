import { relative } from 'node:path';
import { DlakeError } from '../errors.ts';
import type { FreeMap } from '../records/commit.ts';
import { codeState } from './code-state.ts';
import { looksSecret } from './hide-secrets.ts';
import type { RunHost } from './run-host.ts';
import { containersOf, lockFiles } from './software-facts.ts';
import type { EndedCommand } from './spawn-command.ts';

/** What of a run is known before it: what it runs on, and with what. */
export type RunFacts = FreeMap & { readonly command: readonly string[]; readonly cwd: string };

/**
 * What a reader needs to repeat a run: the command line, the folder below the lake, the host, the code if it is in git,
 * containers, lock files, and the environment that was asked for. Throws `usage-invalid` for a variable that looks
 * like a secret, or that is not set.
 */
export async function runFacts(
  root: string,
  argv: readonly string[],
  env: readonly string[],
  host: RunHost,
): Promise<RunFacts> {
  const code = await codeState(host);
  const locks = await lockFiles([host.cwd, ...(code === undefined ? [] : [code.root])]);
  const containers = await containersOf(argv, host.cwd);
  return {
    command: argv,
    cwd: relative(root, host.cwd) || '.',
    host: host.host,
    user: host.user,
    tool: host.tool,
    ...(code && {
      code: {
        commit: code.commit,
        clean: code.clean,
        ...(code.remote !== undefined && { remote: code.remote }),
      },
    }),
    ...(Object.keys(locks).length > 0 && { locks }),
    ...(containers.length > 0 && { containers }),
    ...(env.length > 0 && { env: valuesOf(env, host.env) }),
  };
}

/** The same with how it ended. */
export const runRecord = (facts: RunFacts, { exitCode, startedAt, endedAt }: EndedCommand): FreeMap => ({
  ...facts,
  exitCode,
  startedAt,
  endedAt,
});

function valuesOf(names: readonly string[], env: RunHost['env']): Record<string, string> {
  const values: Record<string, string> = {};
  for (const name of names) {
    const value = env[name];
    if (looksSecret(name))
      throw new DlakeError('usage-invalid', {
        reason: `${name} looks like a secret, and what a version says of its run is for everybody to read.`,
      });
    if (value === undefined)
      throw new DlakeError('usage-invalid', { reason: `There is no environment variable ${name}.` });
    values[name] = value;
  }
  return values;
}
