import { DlakeError } from '../../errors.ts';
import { type BlobId, cidText, type EntryId } from '../../records/ids.ts';
import { linkTo } from '../../records/link.ts';
import type { Lake } from '../lake.ts';
import { allWithdrawals } from './all-withdrawals.ts';
import { type BlobUses, blobUses, datasetsOf, heldText, holdsOn } from './blob-uses.ts';
import { noteBlob } from './note-blob.ts';
import type { Withdrawal, WithdrawalGround } from './withdrawal.ts';

/** Who acts, and whether a lake on one machine takes names for it. */
export interface WithdrawingActor {
  readonly actor: string;
  readonly reason?: string | undefined;
  readonly trustNames: boolean;
}

export interface WithdrawOptions extends WithdrawingActor {
  readonly ground: WithdrawalGround;
  /** The datasets that were named; bytes that others have too are withdrawn only with `allUses`. */
  readonly datasets: ReadonlySet<string>;
  readonly allUses: boolean;
}

/**
 * Asks that blobs be withdrawn: nothing is erased before somebody else has approved it. What was asked for already stays
 * as it was. Throws `rule-refused`: a lake that can't tell two people apart, bytes that other datasets have, a hold.
 */
export async function askWithdrawal(
  lake: Lake,
  blobs: readonly BlobId[],
  options: WithdrawOptions,
): Promise<readonly Withdrawal[]> {
  checkTwo(lake, options);
  const used = await blobUses(lake, blobs);
  checkDatasets(used, options);
  await checkHolds(lake, used);
  const known = new Map((await allWithdrawals(lake)).map((one) => [one.blob, one]));
  const { actor, ground, reason } = options;
  let request: EntryId | undefined;
  for (const blob of blobs) {
    if (known.has(blob)) continue;
    const data = { ground, ...(request !== undefined && { request: linkTo(request) }) };
    const facts = { kind: 'withdraw', data, actor, ...(reason !== undefined && { reason }) } as const;
    const { id } = await noteBlob(lake, blob, facts);
    request ??= id;
  }
  const asked = new Set(blobs);
  return (await allWithdrawals(lake)).filter(({ blob }) => asked.has(blob));
}

/**
 * Approves what somebody else asked for: from now on no client reads or takes these bytes. Throws `rule-refused` for who
 * asked, where a hold was set meanwhile, and for a lake that can't tell two people apart.
 */
export async function approveWithdrawal(
  lake: Lake,
  pending: readonly Withdrawal[],
  options: WithdrawingActor,
): Promise<readonly Withdrawal[]> {
  checkTwo(lake, options);
  const { actor, reason } = options;
  const who = lake.actor ?? actor;
  if (pending.some(({ by }) => by === who))
    throw refused(`another than who asked for it approves it, and that was ${who}`);
  const blobs = pending.map(({ blob }) => blob);
  await checkHolds(lake, await blobUses(lake, blobs));
  for (const blob of blobs)
    await noteBlob(lake, blob, { kind: 'approve', actor, ...(reason !== undefined && { reason }) });
  const approved = new Set(blobs);
  return (await allWithdrawals(lake)).filter(({ blob }) => approved.has(blob));
}

const refused = (rule: string) => new DlakeError('rule-refused', { subject: 'The withdrawal', rule });

function checkTwo(lake: Lake, { trustNames }: WithdrawingActor): void {
  if (lake.actor !== undefined || trustNames) return;
  throw refused(
    'it takes two people, and a lake on one machine can not prove who they are: withdraw at the lab (--remote), or have this lake trust names (dlake config trustNames yes)',
  );
}

function checkDatasets(used: readonly BlobUses[], { datasets, allUses }: WithdrawOptions): void {
  if (allUses) return;
  const others = [...datasetsOf(used)].filter((dataset) => !datasets.has(dataset)).sort();
  if (others.length === 0) return;
  const shared = used.find(({ uses }) =>
    uses.some(({ ref }) => others.some((one) => ref.endsWith(`/${one}`))),
  );
  throw refused(
    `${others.join(', ')} ${others.length === 1 ? 'has' : 'have'} the same bytes (${cidText(shared?.blob ?? '')}); --all-uses withdraws them there, too`,
  );
}

async function checkHolds(lake: Lake, used: readonly BlobUses[]): Promise<void> {
  const [held] = [...(await holdsOn(lake, used)).values()].flat();
  if (held !== undefined) throw refused(heldText(held));
}
