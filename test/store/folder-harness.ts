import { chmodSync, lstatSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { cidBytes, hexOf, type ObjectId } from '../../src/records/ids.ts';
import { CID_BYTES } from '../../src/records/pack.ts';
import type { Store } from '../../src/store/contract.ts';
import { openFolderStore } from '../../src/store/folder/open-folder-store.ts';
import { readPackContents, withPackFile } from '../../src/store/folder/pack-file.ts';
import type { Harness } from './conformance/harness.ts';

/** A folder store in a folder of its own, that other hosts may open too. */
export interface FolderHarness extends Harness {
  readonly root: string;
  readonly cache: string;
  /** Opens the store as another host does, with a cache of its own. */
  again(host?: string): Promise<Store>;
  /** All files below the root, relative to it, in order. */
  files(): string[];
}

/** Makes a folder store in a temporary folder. */
export async function folderHarness(): Promise<FolderHarness> {
  const folder = mkdtempSync(join(tmpdir(), 'dlake-store-'));
  const root = join(folder, 'root');
  const cache = join(folder, 'cache');
  const store = await openFolderStore({ root, cache, host: 'one' });
  let hosts = 0;
  return {
    root,
    cache,
    store,
    again: (host) => {
      hosts += 1;
      const name = host ?? `host-${hosts}`;
      return openFolderStore({ root, cache: join(folder, `cache-${name}`), host: name });
    },
    flip: (layer, id) => flipByte(...placeOf(join(root, layer), id)),
    files: () => filesBelow(root),
    remove: async () => {
      await store.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** Flips a bit of the byte at this place of a file. */
export function flipByte(path: string, at: number): void {
  const bytes = readFileSync(path);
  bytes[at] = (bytes[at] as number) ^ 0x10;
  chmodSync(path, 0o644);
  writeFileSync(path, bytes);
  chmodSync(path, 0o444);
}

/** The files below a folder, relative to it, in order. */
export function filesBelow(folder: string): string[] {
  const all = readdirSync(folder, { recursive: true, encoding: 'utf8' });
  return all.filter((path) => lstatSync(join(folder, path)).isFile()).sort();
}

/** The file that holds an object, and a byte in the middle of it there. */
function placeOf(layerFolder: string, id: ObjectId): readonly [string, number] {
  for (const path of filesBelow(layerFolder)) {
    const whole = join(layerFolder, path);
    if (path.startsWith('blobs/') && path.endsWith(hexOf(id))) return [whole, lstatSync(whole).size >> 1];
    if (!path.startsWith('packs/')) continue;
    const table = withPackFile(whole, (file) => readPackContents(file, path))?.table;
    for (let row = 0; table !== undefined && row < table.count; row++) {
      const cid = table.ids.subarray(row * CID_BYTES, (row + 1) * CID_BYTES);
      if (Buffer.compare(cid, cidBytes(id)) !== 0) continue;
      return [whole, (table.offsets[row] as number) + ((table.lengths[row] as number) >> 1)];
    }
  }
  throw new Error(`${id} is not in ${layerFolder}`);
}
