import { existsSync } from 'node:fs';
import { DlakeError } from '../errors.ts';

/** How long to wait, in milliseconds. */
export interface StopOptions {
  /** A process that neither answers nor computes for so long hangs, and is ended; default 10,000. */
  readonly hung?: number;
  /** How long to wait for the folder to be let go of; default 15,000. */
  readonly patience?: number;
}

/**
 * Ends the background process that owns a catalog folder, after what it is doing, and waits until it has let
 * go. False when there was none. Throws `catalog-unavailable` (`busy`) when the folder is open in some other way.
 */
export async function stopCatalog(folder: string, options: StopOptions = {}): Promise<boolean> {
  const { hung = 10_000, patience = 15_000 } = options;
  const [{ tryLock }, { lockHolder }, { lockFile }, { askToLeave }, { processStart }] = await Promise.all([
    import('./pglite/lock.ts'),
    import('./pglite/lock-holder.ts'),
    import('./pglite/catalog-places.ts'),
    import('./process/ask-to-leave.ts'),
    import('./process/process-facts.ts'),
  ]);
  const file = lockFile(folder);
  if (!existsSync(file)) return false;
  const end = performance.now() + patience;
  const pause = () => new Promise((resolve) => setTimeout(resolve, 10));
  let stopped = false;
  let owner: ReturnType<typeof lockHolder>;
  for (;;) {
    // Asked once: our own attempts at the lock write over what its holder said.
    owner ??= lockHolder(file);
    stopped = (await askToLeave(folder, hung)) || stopped;
    const lock = await tryLock(file, {});
    lock?.release();
    // The process has let go of the lock just before it ends.
    const { pid, start } = owner ?? {};
    const running = typeof pid === 'number' && start !== undefined && processStart(pid) === start;
    if (lock !== undefined && !running) return stopped;
    if (performance.now() < end) await pause();
    else
      throw new DlakeError('catalog-unavailable', {
        state: 'busy',
        reason: 'another process has it open',
        folder,
      });
  }
}
