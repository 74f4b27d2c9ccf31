import { spawnSync } from 'node:child_process';
import { chmodSync, mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { LAUNCHER } from '../cli/run-dlake.ts';

/** How a script ended and what it said. */
export interface Ran {
  readonly code: number | null;
  readonly said: string;
}

/** A machine as a CI job finds it: an empty home, no lake, and a checkout; of programs the system's and dlake. */
export class BareMachine {
  readonly folder = realpathSync(mkdtempSync(join(tmpdir(), 'dlake-ci-')));
  /** Where the repository is checked out. */
  readonly checkout = join(this.folder, 'checkout');
  readonly env: Readonly<Record<string, string>>;

  constructor(env: Readonly<Record<string, string>> = {}) {
    for (const name of ['home', 'bin', 'temp', 'checkout']) mkdirSync(join(this.folder, name));
    const dlake = join(this.folder, 'bin', 'dlake');
    writeFileSync(dlake, `#!/bin/sh\nexec "${process.execPath}" "${LAUNCHER}" "$@"\n`);
    chmodSync(dlake, 0o755);
    this.env = {
      PATH: `${join(this.folder, 'bin')}:/usr/local/bin:/usr/bin:/bin`,
      HOME: join(this.folder, 'home'),
      TMPDIR: join(this.folder, 'temp'),
      LANG: 'C.UTF-8',
      CI: 'true',
      ...env,
    };
  }

  /** Runs a script in the checkout, as CI systems run theirs: it ends at the first command that fails. */
  run(script: string, env: Readonly<Record<string, string>> = {}): Ran {
    const file = join(this.folder, 'script.sh');
    writeFileSync(file, script);
    const { status, stdout, stderr } = spawnSync('bash', ['--noprofile', '--norc', '-eo', 'pipefail', file], {
      cwd: this.checkout,
      env: { ...this.env, ...env },
      encoding: 'utf8',
    });
    return { code: status, said: `${stdout}${stderr}`.replaceAll(this.folder, '~~') };
  }

  close(): void {
    rmSync(this.folder, { recursive: true, force: true });
  }
}
