import { type CommitId, cidText } from '../../records/ids.ts';
import { linkTo } from '../../records/link.ts';
import type { Ref } from '../../records/ref.ts';
import { keyLine } from '../../signatures/public-key.ts';
import type { SigningKey } from '../../signatures/signing-key.ts';
import { signerOf, signText } from '../../signatures/ssh-signature.ts';
import type { Lake } from '../lake.ts';
import { noteRef } from '../note-ref.ts';
import { type CommitSignature, refNotes } from '../ref-notes.ts';

/** What is signed of a commit: its id as a line, which covers all that the commit says and comes from. */
export const signedText = (id: CommitId): string => `${cidText(id)}\n`;

/**
 * Signs a version in the log of its ref; a key signs one once. What others put there under this key, and is no signature
 * of it, counts for nothing. Throws `key-invalid`, `ref-moved`.
 */
export async function signVersion(
  lake: Lake,
  ref: Ref,
  id: CommitId,
  { key, actor }: { readonly key: SigningKey; readonly actor: string },
): Promise<void> {
  const { signatures } = await refNotes(lake, ref);
  const isOurs = ({ commit, signature }: CommitSignature) =>
    commit === id && signerOf(signature, 'dlake-commit', signedText(id))?.equals(key.point);
  if (signatures.some(isOurs)) return;
  const signature = await signText(key, 'dlake-commit', signedText(id));
  await addSignature(lake, ref, { commit: id, key: keyLine(key.point), signature }, actor);
}

/** Puts a signature into the log of a ref. Throws `ref-moved`. */
export async function addSignature(
  lake: Lake,
  ref: Ref,
  { commit, key, signature }: CommitSignature,
  actor: string,
): Promise<void> {
  await noteRef(lake, ref, { kind: 'signature', data: { commit: linkTo(commit), key, signature }, actor });
}
