import { type BigIntStats, chmodSync, linkSync, lstatSync, openSync, unlinkSync } from 'node:fs';
import type { BackgroundFlush } from '../background-flush.ts';
import { errnoOf } from '../failure.ts';
import type { Sharing } from '../sharing.ts';

/** What a file system says that can't link these two, or that won't for this user. */
const REFUSALS = new Set(['EXDEV', 'EPERM', 'EACCES', 'EMLINK', 'ENOTSUP', 'EOPNOTSUPP', 'ENOSYS']);

/**
 * Gives a file that was hashed a second name, makes it read-only and has it flushed. Returns its stat, `refused`
 * where that can't be done, or `changed` when it is not what was hashed any more.
 */
export async function linkFile(
  path: string,
  hashed: BigIntStats,
  target: string,
  sharing: Sharing,
  flush: BackgroundFlush,
): Promise<BigIntStats | 'refused' | 'changed'> {
  try {
    linkSync(path, target);
  } catch (error) {
    if (REFUSALS.has(errnoOf(error) ?? '')) return 'refused';
    throw error;
  }
  try {
    const readable = sharing === 'group' ? 0o440 : 0o400;
    chmodSync(target, (Number(hashed.mode) & 0o555) | readable);
  } catch (error) {
    unlinkSync(target);
    if (REFUSALS.has(errnoOf(error) ?? '')) return 'refused';
    throw error;
  }
  const stat = lstatSync(target, { bigint: true });
  if (stat.ino !== hashed.ino || stat.size !== hashed.size || stat.mtimeNs !== hashed.mtimeNs) {
    unlinkSync(target);
    return 'changed';
  }
  await flush.start(openSync(target, 'r'));
  return stat;
}
