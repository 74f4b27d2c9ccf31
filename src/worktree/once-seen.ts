import { setTimeout as sleep } from 'node:timers/promises';
import { isDlakeError } from '../errors.ts';
import { onNetwork } from '../lake/on-network.ts';

/** How old a client of NFS may take the names in a folder to be, and a little more. */
const PATIENCE_MS = 75_000;
const PAUSE_MS = 500;

/**
 * Runs something that reads what another host may just have written. On a network file system the entry of a log may
 * be seen before the objects that were there first; there what is missing is looked for again, for a while.
 */
export async function onceSeen<T>(
  root: string,
  signal: AbortSignal | undefined,
  act: () => Promise<T>,
): Promise<T> {
  const end = performance.now() + PATIENCE_MS;
  for (;;) {
    try {
      return await act();
    } catch (error) {
      const isUnseen = isDlakeError(error, 'object-missing') && performance.now() < end && onNetwork(root);
      if (!isUnseen) throw error;
      signal?.throwIfAborted();
      await sleep(PAUSE_MS);
    }
  }
}
