import { lstatSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { LAYERS } from '../records/layers.ts';
import { sortUtf8 } from '../records/utf8-order.ts';

/** What tells that a file was written to, by its path below the lake. */
export type LayerSurvey = ReadonlyMap<string, string>;

/** Looks at every file of the layer folders, but for what lies in `except` (paths below the lake). */
export function surveyLayers(root: string, except: ReadonlySet<string>): LayerSurvey {
  const found = new Map<string, string>();
  const waiting: string[] = [...LAYERS];
  for (let folder = waiting.pop(); folder !== undefined; folder = waiting.pop()) {
    for (const entry of entriesOf(join(root, folder))) {
      const path = `${folder}/${entry.name}`;
      if (except.has(path) || entry.name === '.dlake') continue;
      if (entry.isDirectory()) waiting.push(path);
      else {
        const stat = lstatSync(join(root, path), { bigint: true, throwIfNoEntry: false });
        if (stat !== undefined) found.set(path, `${stat.ino} ${stat.size} ${stat.mtimeNs} ${stat.ctimeNs}`);
      }
    }
  }
  return found;
}

/** What was added, changed or removed between two looks, in byte order. */
export function writtenBetween(before: LayerSurvey, after: LayerSurvey): readonly string[] {
  const changed = [...after].flatMap(([path, stat]) => (before.get(path) === stat ? [] : [path]));
  const gone = [...before.keys()].filter((path) => !after.has(path));
  return sortUtf8([...changed, ...gone]);
}

function entriesOf(folder: string) {
  try {
    return readdirSync(folder, { withFileTypes: true });
  } catch {
    // A layer that has no folder, or a folder that has just gone.
    return [];
  }
}
