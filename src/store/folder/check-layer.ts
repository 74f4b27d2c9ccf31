import { type Dirent, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { isDlakeError } from '../../errors.ts';
import type { Layer } from '../../records/layers.ts';
import { throwIfAborted } from '../abort.ts';
import type { CallOptions, StoreProblem } from '../contract.ts';
import { SUBJECT_PART } from '../subject.ts';
import { alteredEntries } from './altered-entries.ts';
import { errnoOf } from './failure.ts';
import { ENTRY_NAME } from './folder-logs.ts';
import { lookAt } from './look-at.ts';
import { KEY } from './pack-cache/pack-folder.ts';
import { readPackContents, withPackFile } from './pack-file.ts';
import type { StoreContext } from './store-context.ts';

const PARTS = new Set(['blobs', 'packs', 'log']);

/** Checks the shape of what a layer's folders hold: names, pack indexes and footers, logs without gaps. */
export async function* checkLayer(
  context: StoreContext,
  layer: Layer,
  options: CallOptions,
): AsyncIterable<StoreProblem> {
  const checkpoint = () => throwIfAborted(options.signal);
  checkpoint();
  const { layout } = context;
  for (const problem of problemsOf(join(layout.root, layer), checkpoint)) {
    yield { where: layout.keyOf(problem.where), reason: problem.reason };
  }
  for (const { where, reason } of alteredEntries(layout, layer, checkpoint)) {
    yield { where: layout.keyOf(where), reason };
  }
}

function* problemsOf(folder: string, checkpoint: () => void): Iterable<StoreProblem> {
  for (const part of entriesOf(folder)) {
    if (!PARTS.has(part.name) || !part.isDirectory())
      yield { where: join(folder, part.name), reason: 'not part of a store' };
  }
  yield* objectProblems(join(folder, 'blobs'), checkpoint, () => []);
  yield* objectProblems(join(folder, 'packs'), checkpoint, packProblems);
  yield* logProblems(join(folder, 'log'), true, checkpoint);
}

function* objectProblems(
  folder: string,
  checkpoint: () => void,
  problemsIn: (path: string) => readonly StoreProblem[],
): Iterable<StoreProblem> {
  for (const part of entriesOf(folder)) {
    const path = join(folder, part.name);
    if (!part.isDirectory() || !/^[0-9a-f]{2}$/.test(part.name)) {
      yield { where: path, reason: 'not a folder of objects' };
      continue;
    }
    for (const object of entriesOf(path)) {
      checkpoint();
      const where = join(path, object.name);
      if (!object.isFile()) yield { where, reason: 'not a file' };
      else if (!KEY.test(object.name) || !object.name.startsWith(part.name))
        yield { where, reason: 'not named by a sha2-256 of this folder' };
      else yield* problemsIn(where);
    }
  }
}

function packProblems(path: string): readonly StoreProblem[] {
  try {
    withPackFile(path, (file) => readPackContents(file, path));
    return [];
  } catch (error) {
    if (isDlakeError(error, 'store-damaged')) return [{ where: path, reason: error.data.reason }];
    if (errnoOf(error) === undefined) throw error;
    return [{ where: path, reason: (error as Error).message }];
  }
}

/** Problems at and below a folder of the log tree; only below its top may there be entries. */
function* logProblems(folder: string, top: boolean, checkpoint: () => void): Iterable<StoreProblem> {
  checkpoint();
  let expected = 1;
  for (const entry of entriesOf(folder)) {
    const where = join(folder, entry.name);
    if (entry.isDirectory() && SUBJECT_PART.test(entry.name)) {
      yield* logProblems(where, false, checkpoint);
    } else if (top || !entry.isFile() || !ENTRY_NAME.test(entry.name)) {
      yield { where, reason: 'not an entry of a log' };
    } else {
      const seq = Number(entry.name);
      if (seq > expected) yield { where, reason: `no entry ${expected} before it` };
      if (lookAt(where)?.size === 0) yield { where, reason: 'empty' };
      expected = seq + 1;
    }
  }
}

/** What a folder holds, in order of name; nothing when it is not there. */
function entriesOf(folder: string): Dirent[] {
  try {
    return readdirSync(folder, { withFileTypes: true }).sort((a, b) => (a.name < b.name ? -1 : 1));
  } catch (error) {
    const code = errnoOf(error);
    if (code === 'ENOENT' || code === 'ENOTDIR') return [];
    throw error;
  }
}
