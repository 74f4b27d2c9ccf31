import { spawnSync } from 'node:child_process';
import { closeSync, mkdtempSync, openSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Command } from './command.ts';

/**
 * Runs a command to its end and gives the seconds that it took, from process to process. Throws with what it
 * said when it fails. Its output goes to files: a pipe would make it wait for us, and a background process that
 * it leaves behind would keep the pipe open.
 */
export function timedRun({ program, args, cwd, env }: Command): number {
  const folder = mkdtempSync(join(tmpdir(), 'dlake-bench-said-'));
  const said = join(folder, 'stderr');
  const file = openSync(said, 'w');
  try {
    const start = process.hrtime.bigint();
    const { status, signal, error } = spawnSync(program, args, {
      cwd,
      env,
      stdio: ['ignore', 'ignore', file],
    });
    const seconds = Number(process.hrtime.bigint() - start) / 1e9;
    if (error !== undefined) throw error;
    if (status !== 0) {
      throw new Error(
        `${[program, ...args].join(' ').slice(0, 300)} ended with ${signal ?? status}:\n${readFileSync(said, 'utf8')}`,
      );
    }
    return seconds;
  } finally {
    closeSync(file);
    rmSync(folder, { recursive: true });
  }
}
