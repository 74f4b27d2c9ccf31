import { DlakeError } from '../../errors.ts';
import { type AuditedRun, readAuditBatch } from '../../records/audit-batch.ts';
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
import { LogMarks } from './log-marks.ts';
import { LAKE_LOG } from './make-checkpoint.ts';

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
  const marks = new LogMarks();
  for await (const found of lakeLog(logs, where, options.note)) {
    if ('problem' in found) {
      yield found;
      continue;
    }
    counts.checkpoints += 1;
    for (const run of found.runs) {
      marks.set(`${run.layer}/${run.subject}`, run.first + run.ids.length - 1);
      yield* checkRun(logs, where, run, options);
      counts.entries += run.ids.length;
      options.onProgress?.({ objects: counts.entries });
    }
  }
  counts.uncovered = yield* checkTail(logs, where, marks, options);
}

type LakeLogItem = AuditProblem | { readonly runs: readonly AuditedRun[] };

/** What the checkpoints in a lake's own log vouch for, and what is wrong with that log itself. */
async function* lakeLog(
  logs: Logs,
  where: string,
  note: CheckpointNote | undefined,
): AsyncIterable<LakeLogItem> {
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
      if (entry.kind === 'checkpoint') yield readAuditBatch(entry.data, `checkpoint ${seq} of the lake`);
    } catch (error) {
      const reason = readingProblem(error);
      if (reason === undefined) throw error;
      yield { where, log, from: seq, to: seq, problem: 'invalid', reason };
    }
    if (seq === note?.seq && id !== note.head) yield { where, log, from: 1, to: seq, problem: 'rewritten' };
    whole = true;
    prev = id;
  }
}
