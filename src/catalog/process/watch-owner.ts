import { DlakeError } from '../../errors.ts';
import { lockFile } from '../pglite/catalog-places.ts';
import { tryLock } from '../pglite/lock.ts';
import { lockHolder } from '../pglite/lock-holder.ts';
import type { Conversation } from './client-session.ts';
import { processComputed, processStart } from './process-facts.ts';

/** Waits for an answer of the owner, and sees to it that it comes or fails. */
export type Waiting = <T>(answer: Promise<T>) => Promise<T>;

/**
 * Waits for answers while the owner shows signs of life: it says something, or it computes. An owner that does
 * neither for `bound` milliseconds hangs. It is killed when the folder's lock proves that it is the process
 * that we mean, which ends the connection (`ConnectionLost`); else `catalog-unavailable` is thrown.
 */
export function watchOwner(conversation: Conversation, folder: string, bound: number): Waiting {
  return async (answer) => {
    let computed: number | undefined;
    let sign = performance.now();
    let give: (error: unknown) => void = () => {};
    const hopeless = new Promise<never>((_, reject) => {
      give = reject;
    });
    const look = () => {
      const pid = holderOf(folder)?.pid;
      const now = pid === undefined ? undefined : processComputed(pid);
      if (now !== computed) sign = performance.now();
      computed = now;
      // Where nobody can say whether it computes, it gets more time.
      const patience = now === undefined ? 6 * bound : bound;
      if (performance.now() - Math.max(sign, conversation.heard) < patience)
        conversation.tell({ kind: 'ping' });
      else endHungOwner(folder).then(() => conversation.end(), give);
    };
    const looking = setInterval(look, bound / 5);
    try {
      return await Promise.race([answer, hopeless]);
    } finally {
      clearInterval(looking);
      hopeless.catch(() => {});
      answer.catch(() => {});
    }
  };
}

/**
 * Ends a process that owns a catalog folder and does not answer. Throws `catalog-unavailable` when nothing
 * proves which process that is.
 */
export async function endHungOwner(folder: string): Promise<void> {
  const free = await tryLock(lockFile(folder), {});
  if (free !== undefined) return free.release();
  const holder = holderOf(folder);
  if (holder?.start === undefined || processStart(holder.pid) !== holder.start) {
    throw new DlakeError('catalog-unavailable', {
      state: 'unreachable',
      reason: 'the process that owns it does not answer',
      folder,
      ...(holder === undefined ? {} : { pid: holder.pid }),
    });
  }
  process.kill(holder.pid, 'SIGKILL');
}

interface Holder {
  readonly pid: number;
  readonly start: number | undefined;
}

function holderOf(folder: string): Holder | undefined {
  const { pid, start } = lockHolder(lockFile(folder)) ?? {};
  return typeof pid === 'number' ? { pid, start: typeof start === 'number' ? start : undefined } : undefined;
}
