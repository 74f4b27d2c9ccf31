import type { CommitId } from '../../records/ids.ts';
import { refOfDataset } from '../../records/parse-ref.ts';
import { refText } from '../../records/ref.ts';
import { type AllowedSigner, allowedSigner } from '../../signatures/allowed-signers.ts';
import { fingerprint, keyLine } from '../../signatures/public-key.ts';
import { signerOf } from '../../signatures/ssh-signature.ts';
import type { Lake } from '../lake.ts';
import type { CommitWithId } from '../read-commit.ts';
import { refNotes } from '../ref-notes.ts';
import { signedText } from './sign-version.ts';

/** What became of looking for the signature of a version. */
export interface SignedVersion {
  readonly ref: string;
  readonly version: string;
  readonly commit: CommitId;
  /**
   * `good`: somebody who is allowed signed it. `not-allowed`: others did, or not at that time. `damaged`: what is there
   * is no signature over it. `unsigned`: there is none.
   */
  readonly result: 'good' | 'not-allowed' | 'damaged' | 'unsigned';
  /** Who signed, by the list of allowed signers; of others the fingerprint of the key. */
  readonly by: readonly string[];
  /**
   * How many that are there are no signature over it. Anybody who may write to the log can put such there, so they undo
   * no good one.
   */
  readonly damaged: number;
}

/** Looks for a signature of an allowed signer over each of these versions, in the order in which they come. */
export async function* checkSignatures(
  lake: Lake,
  versions: Iterable<CommitWithId> | AsyncIterable<CommitWithId>,
  signers: readonly AllowedSigner[],
): AsyncIterable<SignedVersion> {
  for await (const { id, commit } of versions) {
    const ref = refOfDataset(commit.layer, commit.dataset);
    const found = (await refNotes(lake, ref)).signatures.filter((one) => one.commit === id);
    const points = found.flatMap(
      ({ signature }) => signerOf(signature, 'dlake-commit', signedText(id)) ?? [],
    );
    const at = Date.parse(commit.committedAt);
    const good = points.flatMap((point) => {
      const signer = allowedSigner(signers, { key: keyLine(point), kind: 'dlake-commit', at });
      return signer === undefined ? [] : [signer.principals];
    });
    const damaged = found.length - points.length;
    const of = { ref: refText(ref), version: commit.metadata.version, commit: id, damaged };
    if (good.length > 0) yield { ...of, result: 'good', by: good };
    else if (points.length > 0) yield { ...of, result: 'not-allowed', by: points.map(fingerprint) };
    else yield { ...of, result: damaged > 0 ? 'damaged' : 'unsigned', by: [] };
  }
}
