import { cidText, type ObjectId } from '../../records/ids.ts';
import type { Logs } from '../../store/contract.ts';
import { BLOB_SUBJECTS } from './withdrawal.ts';

/**
 * What is withdrawn in the lake of a local store: its logs are looked at each time, and what was withdrawn once is so for
 * good. Where nothing was ever asked for, that is one look for a folder.
 */
export function withdrawnBlobs(logs: Logs): () => Promise<ReadonlySet<ObjectId>> {
  let known: ReadonlySet<ObjectId> = new Set();
  return async () => {
    if (!(await hasAny(logs))) return known;
    // What decodes entries is loaded where there are some.
    const { localWithdrawals } = await import('./local-withdrawals.ts');
    const subjects = new Set([...known].map((id) => `objects/${cidText(id)}`));
    const news = await localWithdrawals(logs, (subject) => subjects.has(subject));
    const effective = news.filter(({ approval }) => approval !== undefined);
    if (effective.length > 0) known = new Set([...known, ...effective.map(({ blob }) => blob)]);
    return known;
  };
}

async function hasAny(logs: Logs): Promise<boolean> {
  for await (const _ of logs.subjects('raw', BLOB_SUBJECTS)) return true;
  return false;
}
