import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { stopCatalog } from '../../src/catalog/stop-catalog.ts';

/** Places for a catalog in a temporary folder, and a way to be rid of them and of its process. */
export function catalogFolder() {
  const root = mkdtempSync(join(tmpdir(), 'dlake-catalog-'));
  const folder = join(root, 'catalog');
  return {
    root,
    folder,
    runtime: join(root, 'run'),
    lake: 'lake-1',
    async remove() {
      await stopCatalog(folder, { hung: 2000 });
      rmSync(root, { recursive: true, force: true });
    },
  };
}
