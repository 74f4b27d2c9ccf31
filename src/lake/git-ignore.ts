import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { LAYERS } from '../records/layers.ts';

const LINES = ['.dlake/', ...LAYERS.map((layer) => `/${layer}/`)];

/** Whether a folder is inside a git repository. */
export function isInGit(folder: string): boolean {
  for (let at = folder; ; at = dirname(at)) {
    if (existsSync(join(at, '.git'))) return true;
    if (dirname(at) === at) return false;
  }
}

/** Whether the `.gitignore` of a lake's folder keeps git out of what is dlake's own. */
export const ignoresLake = (root: string): boolean =>
  linesOf(root).some((line) => /^\/?\.dlake\/?$/.test(line));

/** Tells git to leave a lake's folders alone: inside a repository the data is dlake's. */
export function keepOutOfGit(root: string): void {
  if (!isInGit(root)) return;
  const lines = linesOf(root);
  const wanted = LINES.filter((line) => !lines.includes(line));
  if (wanted.length === 0) return;
  const kept = lines.at(-1) === '' ? lines.slice(0, -1) : lines;
  writeFileSync(join(root, '.gitignore'), `${[...kept, ...wanted].join('\n')}\n`);
}

function linesOf(root: string): readonly string[] {
  const path = join(root, '.gitignore');
  return existsSync(path) ? readFileSync(path, 'utf8').split('\n') : [];
}
