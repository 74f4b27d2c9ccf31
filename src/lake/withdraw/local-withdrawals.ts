import { decodeEntry } from '../../records/entry.ts';
import { entryId } from '../../records/ids.ts';
import { sha256Hex } from '../../records/sha256.ts';
import type { Logs } from '../../store/contract.ts';
import {
  BLOB_SUBJECTS,
  blobOfSubject,
  type SaidOfBlob,
  type Withdrawal,
  withdrawalOf,
} from './withdrawal.ts';

/** Every withdrawal that the logs of a store know of, but for those of subjects that need no look. */
export async function localWithdrawals(
  logs: Logs,
  isKnown: (subject: string) => boolean = () => false,
): Promise<readonly Withdrawal[]> {
  const found: Withdrawal[] = [];
  for await (const subject of logs.subjects('raw', BLOB_SUBJECTS)) {
    const blob = blobOfSubject(subject);
    if (blob === undefined || isKnown(subject)) continue;
    const withdrawal = withdrawalOf(blob, await saidIn(logs, subject), false);
    if (withdrawal !== undefined) found.push(withdrawal);
  }
  return found;
}

async function saidIn(logs: Logs, subject: string): Promise<readonly SaidOfBlob[]> {
  const said: SaidOfBlob[] = [];
  for (let seq = 1; ; seq++) {
    const stored = await logs.read('raw', subject, seq);
    if (stored === undefined) return said;
    said.push({ id: entryId(sha256Hex(stored.bytes)), entry: decodeEntry(stored.bytes, { subject, seq }) });
  }
}
