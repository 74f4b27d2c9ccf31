import { mkdirSync, readdirSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { isLayer } from '../records/layers.ts';

/**
 * Makes a folder look like a lake's without its data: what lies beside the layer folders is there by links. `cwd`, a
 * path below the lake, becomes a folder of its own, so that whatever is run in it does not leave by `..`.
 */
export function mirrorLake(root: string, mirror: string, cwd: string): void {
  const parts = cwd === '.' ? [] : cwd.split('/');
  for (let depth = 0; depth <= parts.length; depth++) {
    const folder = parts.slice(0, depth).join('/');
    mkdirSync(join(mirror, folder), { recursive: true });
    for (const name of namesIn(join(root, folder))) {
      const ours = depth === 0 && (isLayer(name) || name === '.dlake');
      if (ours || name === parts[depth]) continue;
      symlinkSync(join(root, folder, name), join(mirror, folder, name));
    }
    // Data is never linked: it comes from the store.
    if (depth < parts.length && isLayer(parts[0] ?? '')) {
      mkdirSync(join(mirror, cwd), { recursive: true });
      return;
    }
  }
}

function namesIn(folder: string): readonly string[] {
  try {
    return readdirSync(folder);
  } catch {
    // A folder that has gone since.
    return [];
  }
}
