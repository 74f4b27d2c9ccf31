import { spawn } from 'node:child_process';
import { createWriteStream } from 'node:fs';
import { finished } from 'node:stream/promises';
import { DlakeError } from '../errors.ts';
import type { CallOptions } from '../store/contract.ts';
import type { RunHost } from './run-host.ts';

/** How a command ended. */
export interface EndedCommand {
  /** As a shell tells it: 128 and the signal's number for one that a signal ended. */
  readonly exitCode: number;
  readonly startedAt: string;
  readonly endedAt: string;
  readonly seconds: number;
}

const SIGNAL = 128;
const NUMBERS: Readonly<Record<string, number>> = {
  SIGHUP: 1,
  SIGINT: 2,
  SIGKILL: 9,
  SIGSEGV: 11,
  SIGTERM: 15,
};
/** As shells have it for a command that is not there, and for one that may not be run. */
const NOT_STARTED: Readonly<Record<string, number>> = { ENOENT: 127, EACCES: 126 };

/**
 * Runs a command to its end, with all that it writes in the file `log`. It reads nothing. Throws `interrupted` when it was
 * stopped by us; whatever else becomes of it is an exit code.
 */
export async function spawnCommand(
  argv: readonly string[],
  { cwd, env, now, onOutput }: Pick<RunHost, 'cwd' | 'env' | 'now' | 'onOutput'>,
  log: string,
  { signal }: CallOptions = {},
): Promise<EndedCommand> {
  signal?.throwIfAborted();
  const [program = '', ...args] = argv;
  const started = now();
  const begin = performance.now();
  const file = createWriteStream(log, { mode: 0o600 });
  const child = spawn(program, args, { cwd, env, stdio: ['ignore', 'pipe', 'pipe'] });
  const stop = () => child.kill('SIGTERM');
  signal?.addEventListener('abort', stop);
  for (const stream of [child.stdout, child.stderr]) {
    stream.on('data', (chunk: Uint8Array) => {
      file.write(chunk);
      onOutput?.(chunk);
    });
  }
  const exitCode = await new Promise<number>((resolve) => {
    child.once('error', (error: NodeJS.ErrnoException) => {
      file.write(`${error.message}\n`);
      resolve(NOT_STARTED[error.code ?? ''] ?? 1);
    });
    child.once('close', (code, by) => resolve(code ?? SIGNAL + (NUMBERS[by ?? ''] ?? 0)));
  });
  signal?.removeEventListener('abort', stop);
  file.end();
  await finished(file);
  if (signal?.aborted) throw new DlakeError('interrupted', {});
  const seconds = (performance.now() - begin) / 1000;
  return { exitCode, startedAt: started.toISOString(), endedAt: now().toISOString(), seconds };
}
