import { isDlakeError } from '../errors.ts';
import type { Lake } from '../lake/lake.ts';
import { allWithdrawals } from '../lake/withdraw/all-withdrawals.ts';
import { type Erased, eraseWithdrawn } from '../lake/withdraw/erase-withdrawn.ts';
import { noteBlob } from '../lake/withdraw/note-blob.ts';
import type { Saying, Withdrawal } from '../lake/withdraw/withdrawal.ts';
import type { DataMap } from '../records/log-entry.ts';

/** What a lake heard of, and what became of its copies. */
export interface HeardWithdrawals {
  readonly withdrawals: readonly Withdrawal[];
  readonly erased: Erased;
}

/**
 * Brings to a lake what is withdrawn in another one. A lake on one machine takes what it hears, and erases its copies; a
 * central lake takes it for a request, by who brings it, which somebody approves there: it believes nobody else's word.
 */
export async function copyWithdrawals(
  from: Lake,
  to: Lake,
  actor: string,
): Promise<HeardWithdrawals | undefined> {
  const here = (await allWithdrawals(from)).filter(({ approval }) => approval !== undefined);
  if (here.length === 0) return undefined;
  const there = new Map((await allWithdrawals(to)).map((one) => [one.blob, one]));
  const isCentral = to.actor !== undefined;
  const news = here.filter(({ blob }) => {
    const known = there.get(blob);
    return isCentral ? known === undefined : known?.approval === undefined;
  });
  if (news.length === 0) return undefined;
  for (const one of news) {
    if (isCentral) await request(to, one, actor);
    else await take(to, one, from.id, actor);
  }
  return isCentral ? undefined : { withdrawals: news, erased: await eraseWithdrawn(to, news) };
}

/** Whoever may not ask for it there leaves it to others. */
async function request(to: Lake, { blob, ground, reason }: Withdrawal, actor: string): Promise<void> {
  const facts = {
    kind: 'withdraw',
    data: { ground },
    actor,
    ...(reason !== undefined && { reason }),
  } as const;
  await noteBlob(to, blob, facts).catch((error: unknown) => {
    if (!isDlakeError(error, 'rule-refused')) throw error;
  });
}

async function take(to: Lake, one: Withdrawal, lake: string, actor: string): Promise<void> {
  const copied = ({ by, at }: Saying): DataMap => ({ lake, by, since: at });
  const why = ({ reason }: Saying) => (reason === undefined ? {} : { reason });
  const { blob, ground, approval } = one;
  if (approval === undefined) return;
  await noteBlob(to, blob, { kind: 'withdraw', data: { ground, ...copied(one) }, actor, ...why(one) });
  await noteBlob(to, blob, { kind: 'approve', data: copied(approval), actor, ...why(approval) });
}
