import { DlakeError } from '../errors.ts';
import { cidText, type EntryId, idOfCidText } from './ids.ts';
import { isTime } from './times.ts';

/** Where a lake's own log stood, to be kept where the lake's owner can't change it. */
export interface CheckpointNote {
  /** The lake's id. */
  readonly lake: string;
  readonly seq: number;
  readonly head: EntryId;
  /** Entries that the lake's checkpoints vouched for. */
  readonly total: number;
  readonly at: string;
  readonly actor: string;
}

/** A note as it was read: the text that a signature is over, and the signature, armoured as OpenSSH does. */
export interface ReadNote extends CheckpointNote {
  readonly text: string;
  readonly signature?: string;
}

/** The text of a note, six lines; a signature is over exactly this. */
export const noteText = ({ lake, seq, head, total, at, actor }: CheckpointNote): string =>
  `dlake checkpoint 1\nlake ${lake}\nentry ${seq} ${cidText(head)}\nentries ${total}\nat ${at}\nby ${actor}\n`;

const NOTE =
  /^dlake checkpoint 1\nlake (\S+)\nentry (\d{1,12}) (\S+)\nentries (\d{1,16})\nat (\S+)\nby ([^\n]+)\n(-----BEGIN SSH SIGNATURE-----\n[A-Za-z0-9+/=\n]+\n-----END SSH SIGNATURE-----\n)?$/;

/** Reads a note; line ends may be Windows'. Throws `checkpoint-invalid` with the name of the file. */
export function readNote(content: string, file: string): ReadNote {
  const found = NOTE.exec(content.replaceAll('\r\n', '\n'));
  const [, lake = '', seq, cid = '', total, at = '', actor = '', signature] = found ?? [];
  const head = idOfCidText(cid) as unknown as EntryId | undefined;
  if (head === undefined || !isTime(at))
    throw new DlakeError('checkpoint-invalid', {
      file,
      reason: 'it is not what `dlake audit checkpoint` writes',
    });
  const note = { lake, seq: Number(seq), head, total: Number(total), at, actor };
  return { ...note, text: noteText(note), ...(signature === undefined ? {} : { signature }) };
}
