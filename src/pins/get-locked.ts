import { rmSync } from 'node:fs';
import { DlakeError, isDlakeError } from '../errors.ts';
import type { Lake, LakeHost } from '../lake/lake.ts';
import type { CommitWithId } from '../lake/read-commit.ts';
import type { Pin } from '../records/lock.ts';
import type { Store } from '../store/contract.ts';
import { type CheckedOut, type CheckoutOptions, checkout } from '../worktree/checkout.ts';
import { bringRecords } from './bring-records.ts';
import { lockedLake } from './locked-lake.ts';
import type { LockedPlace } from './locked-place.ts';

export interface GetLockedOptions extends Pick<CheckoutOptions, 'only' | 'force' | 'signal'> {
  readonly host: LakeHost;
  /** Opens the lake that serves a pin; not called for what is there already. */
  readonly remoteOf: (pin: Pin) => Promise<Lake>;
  readonly onProgress?: (pin: Pin, done: Parameters<NonNullable<CheckoutOptions['onProgress']>>[0]) => void;
}

/** What was done for a pin; without `done` the globs pick none of its files. */
export interface GotPin {
  readonly pin: Pin;
  readonly done?: CheckedOut;
}

/**
 * Brings the files of pins to a folder, exactly those that were pinned: what is there and right stays, what an
 * earlier pin brought and nobody changed is replaced or removed, and anything else is `pinned-changed` before it is
 * touched, unless forced. Records are kept in the folder, for `verifyLocked`. Run again after any interruption it
 * goes on. Throws what `bringRecords` and `checkout` throw, and `file-unwritable` where a symlink leads out.
 */
export async function getLocked(
  place: LockedPlace,
  pins: readonly Pin[],
  options: GetLockedOptions,
): Promise<readonly GotPin[]> {
  for (const pin of pins) {
    const reason = place.problemOf(pin);
    if (reason !== undefined) throw new DlakeError('file-unwritable', { path: pin.path, reason });
  }
  place.make();
  const got: GotPin[] = [];
  const versions = await recordsOf(place, pins, options);
  const records = await place.open(options.host);
  try {
    for (const [at, pin] of pins.entries())
      got.push(await getPin(place, pin, versions[at]!, records, options));
  } finally {
    await records.close();
  }
  if (got.length > 0 && got.every(({ done }) => done === undefined))
    throw new DlakeError('path-unknown', {
      revision: pins.map(({ ref, version }) => `${ref}@${version}`).join(', '),
      path: (options.only ?? []).join(' '),
    });
  return got;
}

/** The versions of pins, their records brought. What is kept here is made again when it is found damaged. */
async function recordsOf(
  place: LockedPlace,
  pins: readonly Pin[],
  { host, remoteOf, signal }: GetLockedOptions,
): Promise<readonly CommitWithId[]> {
  const bring = async () => {
    const records = await place.open(host);
    try {
      const versions: CommitWithId[] = [];
      for (const pin of pins)
        versions.push(
          await bringRecords(pin, { records, remote: () => remoteOf(pin), ...(signal && { signal }) }),
        );
      return versions;
    } finally {
      await records.close();
    }
  };
  try {
    return await bring();
  } catch (error) {
    if (!isDlakeError(error, 'object-damaged') && !isDlakeError(error, 'store-damaged')) throw error;
    rmSync(place.storeFolder, { recursive: true, force: true });
    return bring();
  }
}

async function getPin(
  place: LockedPlace,
  pin: Pin,
  version: CommitWithId,
  records: Store,
  { only, force, signal, remoteOf, onProgress }: GetLockedOptions,
): Promise<GotPin> {
  try {
    const done = await checkout(
      lockedLake(records, () => remoteOf(pin)),
      version,
      place.folderOf(pin),
      {
        ...(only?.length ? { only } : {}),
        force: force === true,
        ...(signal && { signal }),
        ...(onProgress && { onProgress: (state) => onProgress(pin, state) }),
      },
    );
    return { pin, done };
  } catch (error) {
    if (only?.length && isDlakeError(error, 'path-unknown')) return { pin };
    if (isDlakeError(error, 'worktree-dirty'))
      throw new DlakeError('pinned-changed', { ref: pin.ref, paths: error.data.paths });
    throw error;
  }
}
