import { spawnSync } from 'node:child_process';
import { join } from 'node:path';

/** The repository. */
export const ROOT = join(import.meta.dirname, '..', '..');
const NODE = join(ROOT, 'node_modules', '.bin', 'node');

/** What a command is expected to do. */
export interface Expected {
  /** The exit code; 0 when nothing is said. */
  readonly exit?: number;
  /** What it must print, on stdout or stderr. */
  readonly shows?: readonly (string | RegExp)[];
}

/** A session at a terminal: each command is shown as it is typed, and what it printed below. */
export class Transcript {
  readonly #folder: string;
  readonly #env: NodeJS.ProcessEnv;

  readonly #launcher: string;

  /** `built` is the folder that dlake was built into. */
  constructor(built: string, folder: string, home: string) {
    this.#launcher = join(built, 'bin', 'dlake.js');
    this.#folder = folder;
    this.#env = { PATH: process.env.PATH, HOME: home, LANG: 'C.UTF-8', NO_COLOR: '1' };
  }

  /** What the narrator says, line by line. */
  say(...lines: readonly string[]): void {
    process.stdout.write(`\n${lines.map((line) => `# ${line}\n`).join('')}`);
  }

  /** Something done without dlake, shown as it would be typed. */
  did(command: string): void {
    process.stdout.write(`$ ${command}\n`);
  }

  /** Runs the built dlake and gives its stdout. Throws when it does not do what is expected of it. */
  dlake(args: readonly string[], { exit = 0, shows = [] }: Expected = {}): string {
    this.did(['dlake', ...args.map(quoted)].join(' '));
    const { status, signal, stdout, stderr } = this.#run(args);
    process.stdout.write(stdout + stderr);
    if (exit !== 0) process.stdout.write(`(exit code ${status ?? signal})\n`);
    const shown = `dlake ${args.join(' ')}`;
    if (status !== exit) throw new Error(`${shown} ended with ${signal ?? status} in place of ${exit}`);
    for (const text of shows) {
      const found = typeof text === 'string' ? (stdout + stderr).includes(text) : text.test(stdout + stderr);
      if (!found) throw new Error(`${shown} does not show ${text}`);
    }
    return stdout;
  }

  /** Runs the built dlake unseen, to tidy up. */
  quietly(args: readonly string[]): void {
    this.#run(args);
  }

  #run(args: readonly string[]) {
    return spawnSync(NODE, [this.#launcher, ...args], {
      cwd: this.#folder,
      env: this.#env,
      encoding: 'utf8',
      timeout: 60_000,
    });
  }
}

const quoted = (word: string): string =>
  /^[\w./:@=+-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`;
