import { DlakeError } from '../../errors.ts';
import { type AuditBatch, readAuditBatch } from '../../records/audit-batch.ts';
import type { CheckpointNote } from '../../records/checkpoint-note.ts';
import { decodeEntry } from '../../records/entry.ts';
import { type EntryId, entryId } from '../../records/ids.ts';
import { sha256Hex } from '../../records/sha256.ts';
import type { CallOptions, Logs } from '../../store/contract.ts';
import type { Lake } from '../lake.ts';
import { readingProblem } from '../reading-problem.ts';
import type { AuditProblem } from './audit-problem.ts';
import { checkRun } from './check-run.ts';
import { checkTail } from './check-tail.ts';
import { LAKE_LOG } from './make-checkpoint.ts';
import { VouchedEntries } from './vouched-entries.ts';

/** What was found of a lake's logs. */
export interface AuditReport {
  readonly ok: boolean;
  /** Entries of the lake's log that vouch for others, and entries that they vouch for. */
  readonly checkpoints: number;
  readonly entries: number;
  /** Entries that no checkpoint vouches for yet: of these only the chain was checked. */
  readonly uncovered: number;
  readonly problems: readonly AuditProblem[];
}

export interface VerifyAuditOptions extends CallOptions {
  /** What was kept outside of the lake. */
  readonly note?: CheckpointNote;
  readonly onProgress?: (done: { readonly objects: number }) => void;
}

/**
 * Reads the logs of a lake, all of them, and compares them with what the lake's own log vouches for, and that with a
 * checkpoint which was kept outside. A central lake's logs are read twice: in its catalog and in its buckets. Throws
 * `checkpoint-invalid` for a checkpoint of another lake.
 */
export async function verifyAudit(lake: Lake, options: VerifyAuditOptions = {}): Promise<AuditReport> {
  const { note } = options;
  if (note !== undefined && note.lake !== lake.id)
    throw new DlakeError('checkpoint-invalid', {
      reason: `it is of another lake, ${note.lake}; this is ${lake.id}`,
    });
  const problems: AuditProblem[] = [];
  const counts: Counts[] = [];
  for (const { where, logs } of placesOf(lake)) {
    const counted = { checkpoints: 0, entries: 0, uncovered: 0 };
    counts.push(counted);
    for await (const problem of verifyLogs(logs, where, options, counted)) problems.push(problem);
  }
  const { checkpoints = 0, entries = 0 } = counts[0] ?? {};
  const uncovered = Math.max(...counts.map((one) => one.uncovered));
  return { ok: problems.length === 0, checkpoints, entries, uncovered, problems };
}

interface Counts {
  checkpoints: number;
  entries: number;
  uncovered: number;
}

/** Where a lake's logs are kept. */
function placesOf(
  lake: Lake & { readonly buckets?: Lake },
): readonly { readonly where: string; readonly logs: Logs }[] {
  const { store, buckets } = lake;
  if (buckets === undefined) return [{ where: 'store', logs: store.logs }];
  return [
    { where: 'catalog', logs: store.logs },
    { where: 'buckets', logs: buckets.store.logs },
  ];
}

async function* verifyLogs(
  logs: Logs,
  where: string,
  options: VerifyAuditOptions,
  counts: Counts,
): AsyncIterable<AuditProblem> {
  const { note } = options;
  const vouched = new VouchedEntries();
  for await (const found of lakeLog(logs, where, note)) {
    if ('problem' in found) {
      yield found;
      if (found.problem === 'missing' || found.problem === 'invalid') vouched.lose();
      continue;
    }
    const { seq, id, batch } = found;
    const invalid = (reason: string) => invalidEntry(where, seq, reason);
    if (batch !== undefined) {
      counts.checkpoints += 1;
      for (const { skipped, reason } of vouched.take(batch))
        yield skipped === undefined ? invalid(reason) : { where, ...skipped, problem: 'skipped' };
      for (const run of batch.runs) {
        yield* checkRun(logs, where, run, options);
        counts.entries += run.ids.length;
        options.onProgress?.({ objects: counts.entries });
      }
    }
    const { total } = vouched;
    if (id === note?.head && seq === note.seq && total !== undefined && total !== note.total)
      yield invalid(`the checkpoint outside counts ${note.total} entries; there are ${total}`);
  }
  counts.uncovered = yield* checkTail(logs, where, vouched.marks, options);
}

/** An entry of a lake's own log that is there; `batch` is of a checkpoint. */
interface LakeLogEntry {
  readonly seq: number;
  readonly id: EntryId;
  readonly batch?: AuditBatch;
}

function invalidEntry(where: string, seq: number, reason: string): AuditProblem {
  const log = `${LAKE_LOG.layer}/${LAKE_LOG.subject}`;
  return { where, log, from: seq, to: seq, problem: 'invalid', reason };
}

/** The entries of a lake's own log, with what its checkpoints vouch for, and what is wrong with that log itself. */
async function* lakeLog(
  logs: Logs,
  where: string,
  note: CheckpointNote | undefined,
): AsyncIterable<AuditProblem | LakeLogEntry> {
  const { layer, subject } = LAKE_LOG;
  const log = `${layer}/${subject}`;
  const last = (await logs.head(layer, subject))?.seq ?? 0;
  const until = Math.max(last, note?.seq ?? 0);
  let prev: EntryId | undefined;
  let whole = true;
  for (let seq = 1; seq <= until; seq++) {
    const stored = await logs.read(layer, subject, seq);
    if (stored === undefined) {
      const to = seq > last ? until : seq;
      yield { where, log, from: seq, to, problem: seq > last ? 'cut-off' : 'missing' };
      whole = false;
      seq = to;
      continue;
    }
    const id = entryId(sha256Hex(stored.bytes));
    try {
      const entry = decodeEntry(stored.bytes, { subject, seq });
      // What an entry follows vouches for it: if it is another one, the one before was altered.
      if (whole && entry.prev !== prev && seq > 1)
        yield { where, log, from: seq - 1, to: seq - 1, problem: 'altered' };
      if (entry.kind !== 'checkpoint') yield { seq, id };
      else yield { seq, id, batch: readAuditBatch(entry.data, `checkpoint ${seq} of the lake`) };
    } catch (error) {
      const reason = readingProblem(error);
      if (reason === undefined) throw error;
      yield invalidEntry(where, seq, reason);
    }
    if (seq === note?.seq && id !== note.head) yield { where, log, from: 1, to: seq, problem: 'rewritten' };
    whole = true;
    prev = id;
  }
}
