import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';

/** What a command said, with the places of this run replaced, and how it ended. */
export interface Said {
  readonly stdout: string;
  readonly stderr: string;
  readonly code: number | null;
}

/** How a command is run. */
export interface RunOptions {
  /** Below the session's folder; default: the lake. */
  readonly cwd?: string;
  readonly env?: Readonly<Record<string, string>>;
  readonly stdin?: string;
  /** Flags of Node itself. */
  readonly node?: readonly string[];
}

/** The launcher of the package that was built. */
export const LAUNCHER = fileURLToPath(new URL('../../bin/dlake.js', import.meta.url));

/**
 * A user at a terminal of their own: a home, a lake, a fixed time and name, and nothing of the machine's. Runs the
 * real program and replaces what differs from run to run: the session's folder is `~~`.
 */
export class Session implements AsyncDisposable {
  readonly folder = realpathSync(mkdtempSync(join(tmpdir(), 'dlake-cli-')));
  readonly lake = join(this.folder, 'lake');
  /** The environment of what it runs. */
  readonly env: Readonly<Record<string, string>>;

  constructor(env: Readonly<Record<string, string>> = {}) {
    for (const name of ['home', 'lake', 'run']) mkdirSync(join(this.folder, name), { mode: 0o700 });
    this.env = {
      PATH: process.env.PATH ?? '',
      HOME: join(this.folder, 'home'),
      XDG_RUNTIME_DIR: join(this.folder, 'run'),
      GIT_CONFIG_NOSYSTEM: '1',
      TZ: 'UTC',
      // Homes are new, and compiling all anew for each would be most of the time.
      NODE_COMPILE_CACHE: join(tmpdir(), `dlake-tests-compiled-${process.getuid?.() ?? 0}`),
      DLAKE_NOW: '2026-11-22T10:11:12.345Z',
      DLAKE_AUTHOR: 'Ada Example <ada@example.org>',
      DLAKE_HOST: 'testhost',
      ...env,
    };
  }

  /** Runs `dlake` with these words. */
  async dlake(
    args: readonly string[],
    { cwd = 'lake', env = {}, stdin = '', node = [] }: RunOptions = {},
  ): Promise<Said> {
    const child = this.start(args, { cwd, env, node });
    child.stdin.on('error', () => {});
    child.stdin.end(stdin);
    const ended = new Promise<number | null>((resolve) => child.on('close', resolve));
    const [stdout, stderr, code] = await Promise.all([text(child.stdout), text(child.stderr), ended]);
    return { stdout: this.#plain(stdout), stderr: this.#plain(stderr), code };
  }

  /** Starts `dlake` with these words and leaves the rest to the caller. */
  start(
    args: readonly string[],
    { cwd = 'lake', env = {}, node = [] }: RunOptions = {},
  ): ChildProcessWithoutNullStreams {
    return spawn(process.execPath, [...node, LAUNCHER, ...args], {
      cwd: join(this.folder, cwd),
      env: { ...this.env, ...env },
    });
  }

  /** The result of a command that is to succeed, as programs get it. */
  async json<T>(args: readonly string[], options?: RunOptions): Promise<T> {
    const said = await this.dlake([...args, '--json'], options);
    if (said.code !== 0) throw new Error(`dlake ${args.join(' ')}: exit ${said.code}\n${said.stderr}`);
    return JSON.parse(said.stdout);
  }

  /** Runs a command line as a transcript shows it: the command, what it said, and its exit code if it is not 0. */
  async show(...args: readonly string[]): Promise<string> {
    const { stdout, stderr, code } = await this.dlake(args);
    const words = args.map((word) => (/^[\w@%+=:,./~-]+$/.test(word) ? word : `'${word}'`));
    return [
      `$ dlake ${words.join(' ')}`,
      stdout.trimEnd(),
      stderr.trimEnd(),
      ...(code === 0 ? [] : [`(exit ${code})`]),
    ]
      .filter((part) => part !== '')
      .join('\n');
  }

  /** Writes a file below the session's folder. */
  write(path: string, content: string | Uint8Array): void {
    const file = join(this.folder, path);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, content);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    if (existsSync(join(this.lake, '.dlake', 'catalog'))) await this.dlake(['catalog', 'stop']);
    rmSync(this.folder, { recursive: true, force: true });
  }

  #plain(said: string): string {
    return said.replaceAll(this.folder, '~~').replaceAll(process.versions.node, 'NODE');
  }
}
