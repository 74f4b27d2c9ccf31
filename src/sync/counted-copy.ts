import type { Lake } from '../lake/lake.ts';
import type { CommitWithId } from '../lake/read-commit.ts';
import { refOfDataset } from '../records/parse-ref.ts';
import { refText } from '../records/ref.ts';
import type { Session } from '../store/contract.ts';
import type { CopyProgress } from './copy-progress.ts';
import { type CopyOptions, copyVersions } from './copy-versions.ts';
import type { TransferProgress } from './transfer-progress.ts';

/** From so many files or bytes on somebody who waits wants to know how long. */
const LONG_FILES = 5000;
const LONG_BYTES = 32 * 1024 * 1024;

/**
 * Copies versions of one ref as `copyVersions` does. Where somebody watches and it may take long, what is to be
 * copied is counted first, so that the share and the time that is left are no guesses.
 */
export async function countedCopy(
  from: Lake,
  to: Lake,
  session: Session,
  versions: readonly CommitWithId[],
  {
    onTransfer,
    ...options
  }: Omit<CopyOptions, 'onProgress'> & {
    readonly onTransfer?: ((done: TransferProgress) => void) | undefined;
  },
): Promise<CopyProgress> {
  const commit = versions[0]?.commit;
  if (onTransfer === undefined || commit === undefined)
    return copyVersions(from, to, session, versions, options);
  const ref = refText(refOfDataset(commit.layer, commit.dataset));
  const counted = isLong(versions)
    ? await copyVersions(from, to, undefined, versions, { ...options, asNamed: true })
    : undefined;
  const total = counted && { ofObjects: counted.objects, ofBytes: counted.bytes };
  return copyVersions(from, to, session, versions, {
    ...options,
    onProgress: (done) => onTransfer({ ref, ...done, ...total }),
  });
}

function isLong(versions: readonly CommitWithId[]): boolean {
  return versions.some(({ commit }) => commit.files >= LONG_FILES || commit.bytes >= LONG_BYTES);
}
