import { type ChildProcess, spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buffer, text } from 'node:stream/consumers';

/** How a command ended, and what it said. */
export interface Run {
  /** The exit code; undefined when a signal ended it. */
  readonly code: number | undefined;
  readonly signal: NodeJS.Signals | undefined;
  readonly bytes: Buffer;
  readonly stdout: string;
  readonly stderr: string;
}

/** A command on its way. */
export interface Running {
  readonly child: ChildProcess;
  readonly ended: Promise<Run>;
}

export interface LabOptions {
  readonly cwd?: string;
  readonly env?: Readonly<Record<string, string>>;
  /** Makes another command line of it, as one that runs it elsewhere or as somebody else. */
  readonly wrap?: (argv: readonly string[], cwd: string) => readonly string[];
}

/** The build under test: this checkout's, or the one that FAULTS_DLAKE names. */
const DLAKE = process.env.FAULTS_DLAKE ?? new URL('../../bin/dlake.js', import.meta.url).pathname;

/** A folder with a home, and the built product to be run in it as its user would, with nothing from outside. */
export class Lab {
  readonly folder = realpathSync(mkdtempSync(join(tmpdir(), 'dlake-fault-')));
  /** Where the lake is, or is going to be. */
  readonly lake = join(this.folder, 'lake');
  readonly env: Readonly<Record<string, string>>;

  constructor(env: Readonly<Record<string, string>> = {}) {
    const home = join(this.folder, 'home');
    mkdirSync(home);
    mkdirSync(this.lake);
    mkdirSync(join(this.folder, 'run'), { mode: 0o700 });
    this.env = {
      PATH: process.env.PATH ?? '',
      HOME: home,
      XDG_CACHE_HOME: join(home, '.cache'),
      XDG_RUNTIME_DIR: join(this.folder, 'run'),
      DLAKE_AUTHOR: 'Fault Test <fault@example.org>',
      DLAKE_HOST: 'lab',
      DLAKE_CATALOG: 'inline',
      ...env,
    };
  }

  /** The command line of a dlake command. */
  argv(args: readonly string[]): string[] {
    return [process.execPath, DLAKE, ...args];
  }

  /** Starts a dlake command. */
  start(args: readonly string[], { cwd = this.lake, env = {}, wrap }: LabOptions = {}): Running {
    const argv = this.argv(args);
    const [command = '', ...rest] = wrap === undefined ? argv : wrap(argv, cwd);
    const stdio: ['ignore', 'pipe', 'pipe'] = ['ignore', 'pipe', 'pipe'];
    const child = spawn(command, rest, { cwd, env: { ...this.env, ...env }, stdio });
    const closed = new Promise<[number | null, NodeJS.Signals | null]>((resolve, reject) => {
      child.once('error', reject);
      child.once('close', (code, signal) => resolve([code, signal]));
    });
    const ended = Promise.all([closed, buffer(child.stdout), text(child.stderr)]).then(
      ([[code, signal], bytes, stderr]): Run => ({
        code: code ?? undefined,
        signal: signal ?? undefined,
        bytes,
        stdout: bytes.toString(),
        stderr,
      }),
    );
    return { child, ended };
  }

  /** Runs a dlake command to its end. */
  dlake(args: readonly string[], options?: LabOptions): Promise<Run> {
    return this.start(args, options).ended;
  }

  /** Runs a dlake command that must succeed, and gives its result. */
  async json(args: readonly string[], options?: LabOptions): Promise<unknown> {
    const run = await this.dlake([...args, '--json'], options);
    if (run.code !== 0) throw new Error(`dlake ${args.join(' ')}: exit ${run.code}: ${run.stderr}`);
    return JSON.parse(run.stdout);
  }

  /** Removes the folder. */
  async close(): Promise<void> {
    if (this.env.DLAKE_CATALOG === 'process') await this.dlake(['catalog', 'stop']);
    rmSync(this.folder, { recursive: true, force: true });
  }
}
