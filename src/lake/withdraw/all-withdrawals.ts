import { entriesOfKinds } from '../../catalog/entries-of-kinds.ts';
import { decodeEntry } from '../../records/entry.ts';
import { entryId } from '../../records/ids.ts';
import { sha256Hex } from '../../records/sha256.ts';
import type { Lake } from '../lake.ts';
import { localWithdrawals } from './local-withdrawals.ts';
import { blobOfSubject, type SaidOfBlob, type Withdrawal, withdrawalOf } from './withdrawal.ts';

/** Every withdrawal that was asked for, pending ones too. A central lake answers with one statement. */
export async function allWithdrawals(
  lake: Pick<Lake, 'actor' | 'catalog' | 'store'>,
): Promise<readonly Withdrawal[]> {
  if (lake.actor === undefined) return localWithdrawals(lake.store.logs);
  const logs = new Map<string, SaidOfBlob[]>();
  for (const { subject, seq, bytes } of await entriesOfKinds(await lake.catalog(), ['withdraw', 'approve'])) {
    const said = logs.get(subject) ?? [];
    said.push({ id: entryId(sha256Hex(bytes)), entry: decodeEntry(bytes, { subject, seq }) });
    logs.set(subject, said);
  }
  return [...logs].flatMap(([subject, said]) => {
    const blob = blobOfSubject(subject);
    return (blob && withdrawalOf(blob, said, true)) ?? [];
  });
}
