import { DlakeError } from '../../errors.ts';
import { type BlobId, cidText } from '../../records/ids.ts';
import { appendEntry } from '../append-entry.ts';
import type { Lake } from '../lake.ts';
import { type LogHead, logHead } from '../log-head.ts';
import type { EntryFacts } from '../next-entry.ts';

/** How often somebody else may be faster. */
const TRIES = 100;

/** Says something in the log of a blob. Throws `ref-moved` when others are faster every time. */
export async function noteBlob(lake: Lake, blob: BlobId, facts: EntryFacts): Promise<LogHead> {
  const subject = `objects/${cidText(blob)}`;
  for (let tries = 0; tries < TRIES; tries++) {
    const made = await appendEntry(lake, 'raw', subject, await logHead(lake, 'raw', subject), facts);
    if (made !== undefined) return made;
  }
  throw new DlakeError('ref-moved', { ref: subject });
}
