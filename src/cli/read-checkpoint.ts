import { DlakeError } from '../errors.ts';
import { type ReadNote, readNote } from '../records/checkpoint-note.ts';
import { allowedSigner, readAllowedSigners } from '../signatures/allowed-signers.ts';
import { fingerprint, keyLine } from '../signatures/public-key.ts';
import { signerOf, unarmoured } from '../signatures/ssh-signature.ts';
import { readText } from './read-text.ts';

/** A checkpoint that was kept outside, and whose signature it bears. */
export interface OutsideCheckpoint {
  readonly note: ReadNote;
  /** The fingerprint of the key that signed it, and who that is by the list of allowed signers. */
  readonly signedBy?: { readonly fingerprint: string; readonly principals?: string };
}

/**
 * Reads a checkpoint and checks its signature; with a list of allowed signers there must be one, of one of them.
 * Throws `checkpoint-invalid`, `signature-refused`, `signers-invalid` and `file-unreadable`.
 */
export function readCheckpoint(file: string, allowed: string | undefined): OutsideCheckpoint {
  const note = readNote(readText(file), file);
  const refuse = (reason: string) => new DlakeError('signature-refused', { what: file, reason });
  const signers = allowed === undefined ? undefined : readAllowedSigners(readText(allowed), allowed);
  if (note.signature === undefined) {
    if (signers !== undefined) throw refuse('it has none');
    return { note };
  }
  const kind = 'dlake-checkpoint';
  const point = signerOf(unarmoured(note.signature), kind, note.text);
  if (point === undefined) throw refuse('it is not one over what the file says');
  const key = { fingerprint: fingerprint(point) };
  if (signers === undefined) return { note, signedBy: key };
  const signer = allowedSigner(signers, { key: keyLine(point), kind, at: Date.parse(note.at) });
  if (signer === undefined) throw refuse(`its key, ${key.fingerprint}, is not of an allowed signer`);
  return { note, signedBy: { ...key, principals: signer.principals } };
}
