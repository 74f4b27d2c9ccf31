import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { isInGit } from '../lake/git-ignore.ts';

/**
 * Has git keep the pins that both sides of a merge added at one place of a lock file, by a line in `.gitattributes`
 * beside it; does nothing outside of a repository, nor where a line speaks of the file already.
 */
export function mergeByUnion(lockFile: string): void {
  const folder = dirname(lockFile);
  const name = basename(lockFile);
  if (!isInGit(folder)) return;
  const path = join(folder, '.gitattributes');
  const text = existsSync(path) ? readFileSync(path, 'utf8') : '';
  if (text.split('\n').some((line) => line.trim().split(/\s/)[0]?.replace(/^\//, '') === name)) return;
  const before = text === '' || text.endsWith('\n') ? text : `${text}\n`;
  writeFileSync(path, `${before}/${name} merge=union\n`);
}
