import { DlakeError } from '../errors.ts';
import { type Ref, refSubject, refText } from '../records/ref.ts';
import { appendEntry } from './append-entry.ts';
import type { Lake } from './lake.ts';
import { type LogHead, logHead } from './log-head.ts';
import type { EntryFacts } from './next-entry.ts';

/** How often somebody else may be faster: what is said of a ref holds wherever it stands. */
const TRIES = 100;

/** Says something in a ref's log that leaves the ref where it is. Throws `ref-moved` when others are faster every time. */
export async function noteRef(lake: Lake, ref: Ref, facts: EntryFacts): Promise<LogHead> {
  const subject = refSubject(ref);
  for (let tries = 0; tries < TRIES; tries++) {
    const made = await appendEntry(lake, ref.layer, subject, await logHead(lake, ref.layer, subject), facts);
    if (made !== undefined) return made;
  }
  throw new DlakeError('ref-moved', { ref: refText(ref) });
}
