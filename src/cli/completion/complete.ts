import { refNames } from '../../lake/ref-names.ts';
import type { Manifest } from '../manifest.ts';
import { findRoot, lakeHost, openLakeHere } from '../open-lake.ts';
import { readSettings } from '../settings.ts';
import { candidates } from './candidates.ts';

/**
 * What a shell asks for at Tab: a first line `words` or `files` (names of files fit too), then a line for each
 * word that fits, with a tab and what it is. Never fails: a completion that can't help keeps quiet.
 */
export async function complete(words: readonly string[], manifest: Manifest): Promise<string> {
  const { words: known, kind } = candidates(words, manifest);
  const partial = words.at(-1) ?? '';
  const refs = kind === 'refs' ? await matchingRefs(partial).catch(() => []) : [];
  const rows = [...known.map(([word, about]) => (about === '' ? word : `${word}\t${about}`)), ...refs];
  // A revision may be a path of the worktree, too: where no ref fits, files may.
  const files = kind === 'files' || (kind === 'refs' && refs.length === 0);
  return `${[files ? 'files' : 'words', ...rows].join('\n')}\n`;
}

/** The refs that begin with what is typed; where none does, the datasets. */
async function matchingRefs(partial: string): Promise<readonly string[]> {
  const { env } = process;
  const root = findRoot(undefined, env, process.cwd());
  const lake = await openLakeHere(root, lakeHost(env, readSettings(env, root)));
  try {
    const refs: string[] = [];
    for await (const name of refNames(lake)) refs.push(name);
    const fitting = refs.filter((ref) => ref.startsWith(partial));
    if (fitting.length > 0) return fitting;
    const datasets = new Set(refs.map((ref) => ref.slice(ref.indexOf('/') + 1)));
    return [...datasets].filter((dataset) => dataset.startsWith(partial));
  } finally {
    await lake.close();
  }
}
