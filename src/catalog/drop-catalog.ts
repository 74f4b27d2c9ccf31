import { DlakeError } from '../errors.ts';
import { stopCatalog } from './stop-catalog.ts';

/** How often a process that began meanwhile is stopped too. */
const TRIES = 3;
const PATIENCE_MS = 5000;

/**
 * Puts a local catalog's data aside, so that the next open makes a new one. Its process is
 * stopped first. The data set aside before is deleted. Throws as `stopCatalog` does.
 */
export async function dropCatalog(folder: string): Promise<void> {
  const { putDataAside } = await import('./pglite/put-data-aside.ts');
  for (let tried = 0; tried < TRIES; tried++) {
    await stopCatalog(folder);
    if (await putDataAside(folder, PATIENCE_MS)) return;
  }
  throw new DlakeError('catalog-unavailable', {
    state: 'busy',
    reason: 'another process has it open',
    folder,
  });
}
