import type { LogEntry } from '../../records/entry.ts';
import { type BlobId, type EntryId, idOfCidText, isBlobId } from '../../records/ids.ts';
import { isLink, linkedId } from '../../records/link.ts';

/** Why bytes may be withdrawn. */
export const WITHDRAWAL_GROUNDS = ['consent', 'licence', 'phi'] as const;
/** One of them. */
export type WithdrawalGround = (typeof WITHDRAWAL_GROUNDS)[number];

/** Who said something, when, and why. */
export interface Saying {
  readonly by: string;
  readonly at: string;
  readonly reason?: string;
}

/** That a blob is to be erased by right. It takes effect once somebody else than who asked has approved it. */
export interface Withdrawal extends Saying {
  readonly blob: BlobId;
  readonly ground: WithdrawalGround;
  /** What was asked for together: the first of its entries. */
  readonly request: EntryId;
  /** The approval by which it took effect; undefined while it is pending. */
  readonly approval: Saying | undefined;
}

/** Subjects of logs about blobs begin so: CIDs of blobs do, and those of commits don't. */
export const BLOB_SUBJECTS = 'objects/bafkrei';

/** The subject of what is said of a blob, or undefined when it is another's. */
export function blobOfSubject(subject: string): BlobId | undefined {
  const id = subject.startsWith(BLOB_SUBJECTS) ? idOfCidText(subject.slice('objects/'.length)) : undefined;
  return id !== undefined && isBlobId(id) ? id : undefined;
}

/** An entry of a blob's log, and its id. */
export interface SaidOfBlob {
  readonly id: EntryId;
  readonly entry: LogEntry;
}

/**
 * What the log of a blob, the oldest entry first, says of its withdrawal; undefined when nobody asked for one. Where a
 * server vouches for who acts, that counts alone; elsewhere an entry that was brought from another lake is of whoever
 * said it there.
 */
export function withdrawalOf(
  blob: BlobId,
  said: readonly SaidOfBlob[],
  isVouched: boolean,
): Withdrawal | undefined {
  const asked = said.find(({ entry }) => entry.kind === 'withdraw');
  if (asked === undefined) return undefined;
  const asking = sayingOf(asked.entry, isVouched);
  const approved = said.find(
    ({ entry }) =>
      entry.kind === 'approve' && entry.seq > asked.entry.seq && sayingOf(entry, isVouched).by !== asking.by,
  );
  const { ground, request } = asked.entry.data ?? {};
  return {
    ...asking,
    blob,
    ground: WITHDRAWAL_GROUNDS.find((known) => known === ground) ?? 'consent',
    request: isLink(request) ? (linkedId(request) as string as EntryId) : asked.id,
    approval: approved && sayingOf(approved.entry, isVouched),
  };
}

function sayingOf({ actor, at, reason, data }: LogEntry, isVouched: boolean): Saying {
  const { by, since } = data ?? {};
  const isCopy = !isVouched && typeof by === 'string' && typeof since === 'string';
  return {
    by: isCopy ? by : actor,
    at: isCopy ? since : at,
    ...(reason !== undefined && { reason }),
  };
}
