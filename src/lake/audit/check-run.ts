import type { AuditedRun } from '../../records/audit-batch.ts';
import { type EntryId, entryId } from '../../records/ids.ts';
import { sha256Hex } from '../../records/sha256.ts';
import type { CallOptions, Logs } from '../../store/contract.ts';
import { inFlight } from '../../store/in-flight.ts';
import type { AuditProblem } from './audit-problem.ts';

const READS_AT_ONCE = 16;

/** Which entries of a run are not there or not those that were vouched for; neighbours come together. */
export async function* checkRun(
  logs: Pick<Logs, 'read' | 'head'>,
  where: string,
  { layer, subject, first, ids }: AuditedRun,
  { signal }: CallOptions,
): AsyncIterable<AuditProblem> {
  const found = new Array<EntryId | undefined>(ids.length);
  const reads = ids.map((_, at) => async () => {
    signal?.throwIfAborted();
    const stored = await logs.read(layer, subject, first + at);
    found[at] = stored && entryId(sha256Hex(stored.bytes));
  });
  for await (const _ of inFlight(reads, READS_AT_ONCE));
  if (ids.every((id, at) => id === found[at])) return;
  const last = (await logs.head(layer, subject))?.seq ?? 0;
  const problemAt = (at: number): AuditProblem['problem'] | undefined => {
    if (found[at] === ids[at]) return undefined;
    if (found[at] !== undefined) return 'altered';
    return first + at > last ? 'cut-off' : 'missing';
  };
  for (let at = 0; at < ids.length; ) {
    const problem = problemAt(at);
    const from = at;
    while (at < ids.length && problemAt(at) === problem) at += 1;
    if (problem === undefined) continue;
    yield { where, log: `${layer}/${subject}`, from: first + from, to: first + at - 1, problem };
  }
}
