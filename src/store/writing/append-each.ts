import type { Logs, NewLogEntry } from '../contract.ts';
import { checkSubject } from '../subject.ts';

/** Creates entries one after the other, for logs that have no shorter way; tells of each whether it was made. */
export async function appendEach(
  logs: Pick<Logs, 'append'>,
  entries: readonly NewLogEntry[],
): Promise<readonly boolean[]> {
  for (const { subject } of entries) checkSubject(subject);
  const made: boolean[] = [];
  for (const { layer, subject, seq, bytes } of entries)
    made.push(await logs.append(layer, subject, seq, bytes));
  return made;
}
