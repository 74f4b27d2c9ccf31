import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import type { Command } from './command.ts';

/** The repository. */
export const ROOT = join(import.meta.dirname, '..', '..');
/** The node that is pinned for development. */
export const NODE = join(ROOT, 'node_modules', '.bin', 'node');

/** A folder for one case, with a home of its own; gone after `close`. */
export class BenchPlace {
  readonly folder: string = mkdtempSync(join(tmpdir(), 'dlake-bench-'));
  readonly env: NodeJS.ProcessEnv;
  readonly #lakes = new Set<string>();
  /** The built program. */
  readonly launcher: string;

  /** `built` is the folder that was built into: the repository, or another. */
  constructor(built: string) {
    this.launcher = join(built, 'bin', 'dlake.js');
    const home = this.path('home');
    mkdirSync(home);
    this.env = {
      PATH: [join(ROOT, 'node_modules', '.bin'), process.env.PATH].join(delimiter),
      HOME: home,
      TMPDIR: tmpdir(),
      LANG: 'C.UTF-8',
      NO_COLOR: '1',
      DLAKE_AUTHOR: 'Bench <bench@example.org>',
      GIT_CONFIG_NOSYSTEM: '1',
    };
    writeFileSync(join(home, '.gitconfig'), '[user]\nname = Bench\nemail = bench@example.org\n');
  }

  /** A path in this place. */
  path(...parts: readonly string[]): string {
    return join(this.folder, ...parts);
  }

  /** A command in this place. */
  command(cwd: string, program: string, ...args: readonly string[]): Command {
    return { program, args, cwd, env: this.env };
  }

  /** dlake as it is installed: the built launcher. */
  dlake(cwd: string, ...args: readonly string[]): Command {
    return this.command(cwd, NODE, this.launcher, ...args);
  }

  /** Runs a command and gives what it printed. Throws when it fails. */
  run({ program, args, cwd, env }: Command): string {
    return execFileSync(program, args, {
      cwd,
      env,
      encoding: 'utf8',
      maxBuffer: 1 << 28,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
  }

  /** Makes a lake in a folder, in place of one that is there; what else is in the folder stays. */
  newLake(folder: string): void {
    this.dropLake(folder);
    mkdirSync(folder, { recursive: true });
    this.run(this.dlake(folder, 'init'));
    this.#lakes.add(folder);
  }

  /** Ends the catalog process of a lake and removes the lake. */
  dropLake(folder: string): void {
    if (this.#lakes.delete(folder)) this.run(this.dlake(folder, 'catalog', 'stop'));
    rmSync(join(folder, '.dlake'), { recursive: true, force: true });
  }

  /** Removes everything. */
  close(): void {
    for (const lake of this.#lakes) this.dropLake(lake);
    this.run(this.command(this.folder, 'chmod', '-R', 'u+w', this.folder));
    rmSync(this.folder, { recursive: true });
  }
}
