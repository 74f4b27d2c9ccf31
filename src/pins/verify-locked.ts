import { isDlakeError } from '../errors.ts';
import type { LakeHost } from '../lake/lake.ts';
import type { CommitWithId } from '../lake/read-commit.ts';
import { pageReader } from '../lake/read-page.ts';
import type { VerifyFinding, VerifyReport } from '../lake/verify-report.ts';
import { checkManifest } from '../records/check-manifest.ts';
import { hexOf } from '../records/ids.ts';
import type { Pin } from '../records/lock.ts';
import type { CallOptions, Store } from '../store/contract.ts';
import { hashAll } from '../worktree/hash-all.ts';
import { compareFiles } from './compare-files.ts';
import type { LockedPlace } from './locked-place.ts';
import { lockedVersion } from './locked-version.ts';
import { NOTHING_VERIFIED, type VerifiedPin } from './verified-pin.ts';
import { verifyWhole } from './verify-whole.ts';

export interface VerifyLockedOptions extends CallOptions {
  readonly host: LakeHost;
  /** Only paths that these globs match. */
  readonly only?: readonly string[];
  /** What findings call the folder, so that it leads there from where the reader is; default: no name. */
  readonly shown?: string;
  readonly onProgress?: (pin: Pin, done: { readonly objects: number; readonly bytes: number }) => void;
}

/**
 * Re-hashes the files of pins, with no lake, no SQL and no network, and compares them with the commits and pages that
 * `getLocked` left beside them, which are trusted because they hash to what the lock says. Without those it is only
 * told whether the files as a whole are the pinned version. A file too many is a fault as is one that is missing.
 * Nothing is taken from a cache.
 */
export async function verifyLocked(
  place: LockedPlace,
  pins: readonly Pin[],
  options: VerifyLockedOptions,
): Promise<VerifyReport> {
  const records = await place.open(options.host);
  const verified: VerifiedPin[] = [];
  try {
    for (const pin of pins) verified.push(await verifyPin(place, pin, records, options));
  } finally {
    await records.close();
  }
  return reportOf(verified);
}

async function verifyPin(
  place: LockedPlace,
  pin: Pin,
  records: Store,
  options: VerifyLockedOptions,
): Promise<VerifiedPin> {
  const problem = place.problemOf(pin);
  if (problem !== undefined) return { ...NOTHING_VERIFIED, damaged: [ofRecord(pin, problem)] };
  const { onProgress, signal, only, shown = '' } = options;
  const known = await recordsOf(pin, records);
  if ('wrong' in known) return { ...NOTHING_VERIFIED, damaged: [ofRecord(pin, known.wrong)] };
  const folder = place.folderOf(pin);
  const how = {
    only,
    at: shown === '' ? pin.path : `${shown}/${pin.path}`,
    hash: hashAll(records, folder, {
      ...(signal && { signal }),
      ...(onProgress && { onProgress: (done) => onProgress(pin, done) }),
    }),
  };
  return 'lacking' in known
    ? verifyWhole(pin, known.lacking, how)
    : compareFiles(pin, pageReader({ store: records }, folder.ref.layer), how);
}

/** What is kept of a pin: its version with every page, or why there is none, or what is wrong with it. */
async function recordsOf(
  pin: Pin,
  records: Store,
): Promise<CommitWithId | { readonly lacking: string } | { readonly wrong: string }> {
  const layer = pin.ref.slice(0, pin.ref.indexOf('/')) as CommitWithId['commit']['layer'];
  try {
    const bytes = await records.read(layer, pin.commit);
    if (bytes === undefined) return { lacking: 'they are not in .dlake-lock' };
    const version = lockedVersion(pin, bytes);
    await checkManifest(pin.manifest, pageReader({ store: records }, layer), version.commit);
    return version;
  } catch (error) {
    if (isDlakeError(error, 'object-missing')) return { lacking: 'some are not in .dlake-lock' };
    if (isDlakeError(error, 'object-damaged') || isDlakeError(error, 'store-damaged'))
      return { lacking: 'what is in .dlake-lock is damaged' };
    if (isDlakeError(error, 'lock-mismatch')) return { wrong: error.data.reason };
    if (isDlakeError(error, 'record-invalid')) return { wrong: `${error.data.what}: ${error.data.reason}` };
    throw error;
  }
}

const ofRecord = ({ ref, version, commit }: Pin, reason: string): VerifyFinding => ({
  ref,
  version,
  commit,
  path: '',
  id: commit,
  reason,
  expected: hexOf(commit),
});

function reportOf(verified: readonly VerifiedPin[]): VerifyReport {
  const sum = (of: (one: VerifiedPin) => number) => verified.reduce((total, one) => total + of(one), 0);
  const [checked, passedOver] = [sum((one) => one.checked), sum((one) => one.passedOver)];
  const damaged = verified.flatMap((one) => one.damaged);
  const missing = verified.flatMap((one) => one.missing);
  const extra = verified.flatMap((one) => one.extra);
  return {
    ok: damaged.length + missing.length + extra.length === 0,
    checked,
    bytes: sum((one) => one.bytes),
    coverage: checked + passedOver === 0 ? 1 : checked / (checked + passedOver),
    damaged,
    broken: [],
    missing,
    extra,
    absent: [],
    withdrawn: [],
  };
}
