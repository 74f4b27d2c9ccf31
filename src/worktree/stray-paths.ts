import { type Dirent, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { LAYERS } from '../records/layers.ts';
import { nameProblem, sourceProblem } from '../records/names.ts';
import { sortUtf8 } from '../records/utf8-order.ts';

/** Something among the datasets of a lake that is in none of them, and that no commit takes. */
export interface StrayPath {
  /** From the lake's folder. */
  readonly path: string;
  readonly reason: string;
}

/** What lies in the layer folders of a lake and can't be in any dataset; files that are hidden are left alone. */
export function strayPaths(root: string): readonly StrayPath[] {
  return LAYERS.flatMap((layer) => [
    ...straysIn(root, layer, (name) => sourceProblem(name)),
    ...sortUtf8(foldersIn(join(root, layer)))
      .filter((source) => sourceProblem(source) === undefined)
      .flatMap((source) => straysIn(root, `${layer}/${source}`, (name) => nameProblem(name))),
  ]);
}

function straysIn(
  root: string,
  folder: string,
  problem: (name: string) => string | undefined,
): readonly StrayPath[] {
  const entries = entriesIn(join(root, folder)).filter(({ name }) => !name.startsWith('.'));
  const reasons = new Map(
    entries.map((entry) => [
      entry.name,
      isFolder(entry) ? named(problem(entry.name)) : 'it is not in the folder of a dataset',
    ]),
  );
  return sortUtf8(reasons.keys()).flatMap((name) => {
    const reason = reasons.get(name);
    return reason === undefined ? [] : [{ path: `${folder}/${name}`, reason }];
  });
}

const named = (problem: string | undefined): string | undefined =>
  problem === undefined ? undefined : `its name ${problem}`;

const foldersIn = (path: string): readonly string[] =>
  entriesIn(path)
    .filter(isFolder)
    .map(({ name }) => name);

/** A symlink may lead to a folder. */
const isFolder = (entry: Dirent): boolean => entry.isDirectory() || entry.isSymbolicLink();

function entriesIn(path: string): readonly Dirent[] {
  try {
    return readdirSync(path, { withFileTypes: true });
  } catch {
    return [];
  }
}
