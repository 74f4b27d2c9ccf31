import { type ChildProcessWithoutNullStreams, execFileSync, spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import type { Command } from '../command.ts';

/** Hundredths of a second: what /proc counts in. */
const TICK_MS = 10;

/** A program in a terminal, and when it writes what. */
export class OpenTerminal {
  readonly #script: ChildProcessWithoutNullStreams;
  readonly began = performance.now();
  #written = '';
  #heard: (() => void) | undefined;

  constructor({ program, args, cwd, env }: Command) {
    const line = `stty rows 40 cols 120; exec ${[program, ...args].map((word) => `'${word}'`).join(' ')}`;
    // Of util-linux: it gives a program a terminal, and us what is written there.
    this.#script = spawn('script', ['-qefc', line, '/dev/null'], {
      cwd,
      env: { ...env, SHELL: '/bin/sh', TERM: 'xterm-256color' },
    });
    this.#script.stdout.on('data', (chunk) => {
      this.#written += String(chunk);
      this.#heard?.();
    });
    this.#script.on('exit', () => this.#heard?.());
  }

  /** Types a text. */
  type(text: string): void {
    this.#script.stdin.write(text);
  }

  /** Waits until something that fits is written that was not asked about before; gives milliseconds since the start. */
  async until(fits: RegExp): Promise<number> {
    for (;;) {
      const found = fits.exec(this.#written);
      if (found !== null) {
        this.#written = this.#written.slice(found.index + found[0].length);
        return performance.now() - this.began;
      }
      if (this.#script.exitCode !== null) throw new Error(`it ended before ${fits}: ${this.#written}`);
      await new Promise<void>((resolve) => {
        this.#heard = resolve;
      });
    }
  }

  /** The process of the program: the shell became it. */
  pid(): number {
    return Number(execFileSync('pgrep', ['-P', String(this.#script.pid)], { encoding: 'utf8' }).trim());
  }

  /** Processor time of the program until now, in milliseconds. */
  cpu(): number {
    const fields = readFileSync(`/proc/${this.pid()}/stat`, 'utf8').split(') ')[1]?.split(' ') ?? [];
    return (Number(fields[11]) + Number(fields[12])) * TICK_MS;
  }

  /** Waits for its end. */
  async ended(): Promise<void> {
    if (this.#script.exitCode === null) await new Promise((resolve) => this.#script.once('exit', resolve));
  }
}
