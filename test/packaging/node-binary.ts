import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, renameSync, rmSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';

/** The folder with the `node` of a version, as npm's package of it has it; downloaded once, kept in the user's cache. */
export function nodeBinary(version: string): string {
  const cache = join(process.env.XDG_CACHE_HOME ?? join(homedir(), '.cache'), 'dlake-tests');
  const folder = join(cache, `node-${version}-${process.platform}-${process.arch}`);
  if (!existsSync(folder)) {
    mkdirSync(cache, { recursive: true });
    const scratch = mkdtempSync(join(cache, 'node-'));
    const name = `node-${process.platform}-${process.arch}@${version}`;
    const [packed] = JSON.parse(
      execFileSync('npm', ['pack', name, '--json', '--pack-destination', scratch], { encoding: 'utf8' }),
    );
    execFileSync('tar', ['-xzf', join(scratch, packed.filename), '-C', scratch]);
    renameSync(join(scratch, 'package'), folder);
    rmSync(scratch, { recursive: true });
  }
  return join(folder, 'bin');
}
