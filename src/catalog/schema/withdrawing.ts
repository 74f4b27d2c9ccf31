import { CHECK_MOVE } from './functions/check-move.ts';
import { CID_OF_TEXT } from './functions/cid-of-text.ts';
import { NOTE_WITHDRAWAL } from './functions/note-withdrawal.ts';
import { WITHDRAWN_IN } from './functions/withdrawn-in.ts';

const SAID = `kind IN ('hold', 'release', 'retract', 'withdraw', 'approve')`;

/** What is said of refs and objects is found at once, and no ref moves to what is withdrawn. */
export const WITHDRAWING: readonly string[] = [
  `CREATE INDEX log_by_saying ON dlake.log (kind, layer, subject, seq) WHERE ${SAID}`,
  CID_OF_TEXT,
  NOTE_WITHDRAWAL,
  WITHDRAWN_IN,
  CHECK_MOVE,
  `REVOKE ALL ON FUNCTION dlake.cid_of_text(text), dlake.note_withdrawal(), dlake.withdrawn_in(bytea) FROM PUBLIC`,
  `CREATE TRIGGER note_withdrawal AFTER INSERT ON dlake.log FOR EACH ROW
     WHEN (NEW.subject LIKE 'objects/%' AND NEW.kind IN ('withdraw', 'approve'))
     EXECUTE FUNCTION dlake.note_withdrawal()`,
];
