import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import type { Operation } from './operation.ts';
import { operationsOf, TRACED } from './operations-of.ts';
import { parseSyscalls } from './syscall.ts';

export interface Command {
  readonly argv: readonly string[];
  readonly cwd: string;
  readonly env?: NodeJS.ProcessEnv;
  /** A fault for strace to inject, as `rename:signal=KILL:when=3`: strace(1), "Tampering". */
  readonly inject?: string;
}

export interface TracedRun {
  /** The exit code; undefined when a signal ended it. */
  readonly code: number | undefined;
  readonly stdout: string;
  readonly stderr: string;
  readonly operations: readonly Operation[];
}

/** Runs a command under strace until it and all that it started have ended, and tells what it did to files. */
export async function trace({ argv, cwd, env = process.env, inject }: Command): Promise<TracedRun> {
  const folder = mkdtempSync(join(tmpdir(), 'dlake-trace-'));
  const log = join(folder, 'log');
  // Fast, but then strace injects no signals.
  const fast = inject === undefined ? ['--seccomp-bpf'] : [];
  // Of what is written, small files are told whole: their bytes may be replaced before the command ends.
  const options = ['-f', '-y', ...fast, '-s', '1024', '-o', log, '-e', `trace=${TRACED.join(',')}`];
  // strace can't look into rings: they are not to be had.
  const faults = ['io_uring_setup:error=ENOSYS', ...(inject === undefined ? [] : [inject])];
  const tampering = faults.flatMap((fault) => ['-e', `inject=${fault}`]);
  const child = spawn('strace', [...options, ...tampering, '--', ...argv], {
    cwd,
    env,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  try {
    const ended = new Promise<number | undefined>((resolve, reject) => {
      child.once('error', reject);
      child.once('close', (code) => resolve(code ?? undefined));
    });
    const [code, stdout, stderr] = await Promise.all([ended, text(child.stdout), text(child.stderr)]);
    return { code, stdout, stderr, operations: operationsOf(parseSyscalls(readFileSync(log, 'utf8')), cwd) };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
