import { randomUUID } from 'node:crypto';
import { DlakeError } from '../errors.ts';
import { decodeEntry, encodeEntry } from '../records/entry.ts';
import type { Logs } from '../store/contract.ts';

const LAKE_SUBJECT = 'lake';

/** Which lake a store belongs to, and whether it did before. */
export interface ClaimedLake {
  readonly id: string;
  /** True when somebody else had named the lake already. */
  readonly joined: boolean;
}

/**
 * Names the lake of a store: its id is the first entry of its own log, and whoever makes that entry names it.
 * `where` is for the error, `lake-invalid`, when that entry does not say.
 */
export async function claimLake(
  logs: Logs,
  { actor, now, where }: { readonly actor: string; readonly now: () => Date; readonly where: string },
): Promise<ClaimedLake> {
  const known = await lakeOf(logs, where);
  if (known !== undefined) return { id: known, joined: true };
  const id = randomUUID();
  const { bytes } = encodeEntry({
    subject: LAKE_SUBJECT,
    seq: 1,
    kind: 'made',
    data: { lake: id },
    actor,
    at: now().toISOString(),
  });
  if (await logs.append('raw', LAKE_SUBJECT, 1, bytes)) return { id, joined: false };
  const winner = await lakeOf(logs, where);
  if (winner === undefined) throw unnamed(where);
  return { id: winner, joined: true };
}

/** The id that a store's log gives its lake, or undefined when nobody has named it yet. */
export async function lakeOf(logs: Logs, where: string): Promise<string | undefined> {
  const first = await logs.read('raw', LAKE_SUBJECT, 1);
  if (first === undefined) return undefined;
  const id = decodeEntry(first.bytes, { subject: LAKE_SUBJECT, seq: 1 }).data?.lake;
  if (typeof id !== 'string') throw unnamed(where);
  return id;
}

const unnamed = (root: string): DlakeError =>
  new DlakeError('lake-invalid', { root, reason: 'the log of the store does not say which lake it is' });
