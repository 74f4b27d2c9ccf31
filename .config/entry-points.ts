import { globSync } from 'node:fs';
import { basename, dirname } from 'node:path';

/**
 * What the build makes a file of its own for, by the file's name: the start, what the start loads when it can't
 * answer itself, the threads (`*-worker.ts`) and the background processes (`NAME/process/main.ts` becomes
 * `NAME-process`).
 */
export function entryPoints(root: string): Readonly<Record<string, string>> {
  const named = (pattern: string, name: (path: string) => string) =>
    globSync(pattern, { cwd: root }).map((path) => [name(path), path] as const);
  const all = [
    ['start', 'src/cli/start.ts'] as const,
    ['run', 'src/cli/run.ts'] as const,
    ...named('src/**/*-worker.ts', (path) => basename(path, '.ts')),
    ...named('src/*/process/main.ts', (path) => `${basename(dirname(dirname(path)))}-process`),
  ];
  const entries = Object.fromEntries(all);
  if (Object.keys(entries).length !== all.length) throw new Error('two entry points have one name');
  return entries;
}
