import { DlakeError } from '../errors.ts';
import type { CommitWithId } from '../lake/read-commit.ts';
import { decodeCommit } from '../records/decode-commit.ts';
import { cidText } from '../records/ids.ts';
import type { Pin } from '../records/lock.ts';

/**
 * The version that a pin names, of its commit's bytes, which are known to be those of the id. Throws `lock-mismatch`
 * where the rest of the pin says something else than the commit, `record-invalid` and `format-too-new`.
 */
export function lockedVersion(pin: Pin, bytes: Uint8Array): CommitWithId {
  const commit = decodeCommit(bytes);
  const wrong = (what: string, found: string, pinned: string) =>
    new DlakeError('lock-mismatch', {
      ref: pin.ref,
      reason: `its commit has the ${what} ${found}, and ${pinned} is pinned`,
    });
  const ref = `${commit.layer}/${commit.dataset}`;
  if (ref !== pin.ref) throw wrong('ref', ref, pin.ref);
  if (commit.manifest !== pin.manifest)
    throw wrong('manifest', cidText(commit.manifest), cidText(pin.manifest));
  if (commit.metadata.version !== pin.version) throw wrong('version', commit.metadata.version, pin.version);
  return { id: pin.commit, commit };
}
