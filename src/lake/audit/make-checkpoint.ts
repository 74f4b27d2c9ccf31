import { DlakeError } from '../../errors.ts';
import {
  type AuditBatch,
  type AuditedRun,
  auditBatchData,
  entriesIn,
  readAuditBatch,
} from '../../records/audit-batch.ts';
import { type EntryId, entryId } from '../../records/ids.ts';
import { sha256Hex } from '../../records/sha256.ts';
import { compareUtf8 } from '../../records/utf8-order.ts';
import type { CallOptions, LogName } from '../../store/contract.ts';
import { appendEntry } from '../append-entry.ts';
import type { Lake } from '../lake.ts';
import { type LogHead, logHead } from '../log-head.ts';
import { entriesFrom } from '../log-news.ts';
import type { LogMarks } from './log-marks.ts';
import { VouchedEntries } from './vouched-entries.ts';

/** The lake's own log, of which checkpoints are entries. */
export const LAKE_LOG = { layer: 'raw', subject: 'lake' } as const satisfies LogName;

/** Where the lake's own log stands after a checkpoint, and what it vouches for. */
export interface MadeCheckpoint {
  readonly head: LogHead;
  /** Entries that it and all before it vouch for. */
  readonly total: number;
  /** Those that none before it vouched for. */
  readonly added: number;
}

/** A batch is at most so many entries, so that it stays well below what a record may have. */
const ENTRIES_AT_MOST = 4096;
const BYTES_AT_MOST = 512 * 1024;
const LOGS_AT_ONCE = 500;
/** A cursor that is longer is not kept: the next checkpoint looks at every log. */
const CURSOR_AT_MOST = 4096;
const TRIES = 10;

/**
 * Adds to the lake's own log checkpoints of all entries of other logs that none vouches for yet, each over at most
 * 4,096 of them; none where there is nothing new. Nobody who writes to another log waits for it. Throws
 * `record-invalid` for a log that is damaged or of which an earlier checkpoint left entries out, since nothing may vouch
 * for that, and `ref-moved` when others make checkpoints all the time.
 */
export async function makeCheckpoint(
  lake: Lake,
  actor: string,
  options: CallOptions = {},
): Promise<MadeCheckpoint> {
  for (let tries = 0; tries < TRIES; tries++) {
    const made = await tryCheckpoint(lake, actor, options);
    if (made !== undefined) return made;
  }
  throw new DlakeError('ref-moved', { ref: LAKE_LOG.subject });
}

/** As `makeCheckpoint`; undefined when somebody else made one meanwhile. */
async function tryCheckpoint(
  lake: Lake,
  actor: string,
  options: CallOptions,
): Promise<MadeCheckpoint | undefined> {
  const { marks, ...stands } = await standing(lake, options);
  let { head, total, cursor } = stands;
  const before = total;
  const changes = await lake.store.logs.changes(cursor);
  cursor = changes.cursor.length > CURSOR_AT_MOST ? undefined : changes.cursor;
  let runs: AuditedRun[] = [];
  const append = async (batch: Omit<AuditBatch, 'total'>): Promise<boolean> => {
    total += entriesIn(batch.runs);
    const made = await appendEntry(lake, LAKE_LOG.layer, LAKE_LOG.subject, head, {
      kind: 'checkpoint',
      data: auditBatchData({ ...batch, total }),
      actor,
    });
    head = made ?? head;
    runs = [];
    return made !== undefined;
  };
  let bytes = 0;
  for await (const run of newRuns(lake, changes.subjects, marks, options)) {
    const more = 2 * run.subject.length + 44 * run.ids.length;
    const full = entriesIn(runs) + run.ids.length > ENTRIES_AT_MOST || bytes + more > BYTES_AT_MOST;
    if (full && runs.length > 0) {
      if (!(await append({ runs }))) return undefined;
      bytes = 0;
    }
    runs.push(run);
    bytes += more;
  }
  if (runs.length > 0 && !(await append({ runs, ...(cursor === undefined ? {} : { cursor }) })))
    return undefined;
  return { head, total, added: total - before };
}

/** The head of the lake's log, and what its checkpoints say: how far they cover each log. */
async function standing(lake: Lake, { signal }: CallOptions) {
  const { layer, subject } = LAKE_LOG;
  const vouched = new VouchedEntries();
  let cursor: string | undefined;
  for await (const { entry } of entriesFrom(lake, layer, subject, undefined)) {
    signal?.throwIfAborted();
    if (entry.kind !== 'checkpoint') continue;
    const what = `checkpoint ${entry.seq} of the lake`;
    const batch = readAuditBatch(entry.data, what);
    const [fault] = vouched.take(batch);
    if (fault !== undefined) throw new DlakeError('record-invalid', { what, reason: fault.reason });
    cursor = batch.cursor ?? cursor;
  }
  const head = await logHead(lake, layer, subject);
  if (head === undefined)
    throw new DlakeError('record-invalid', { what: 'log raw/lake', reason: 'is missing' });
  return { head, total: vouched.total ?? 0, cursor, marks: vouched.marks };
}

/** What these logs have beyond what is covered, in order of their names, in runs that fit one batch. */
async function* newRuns(
  lake: Lake,
  logs: readonly LogName[],
  marks: LogMarks,
  { signal }: CallOptions,
): AsyncIterable<AuditedRun> {
  const nameOf = ({ layer, subject }: LogName) => `${layer}/${subject}`;
  const others = logs
    .filter(({ subject }) => subject !== LAKE_LOG.subject)
    .sort((a, b) => compareUtf8(nameOf(a), nameOf(b)));
  for (let at = 0; at < others.length; at += LOGS_AT_ONCE) {
    const group = others.slice(at, at + LOGS_AT_ONCE);
    const heads = await lake.store.logs.heads(group);
    for (const log of group) {
      signal?.throwIfAborted();
      const [mark, head] = [marks.get(nameOf(log)), heads.get(nameOf(log))];
      if (head !== undefined && head.seq > mark) yield* runsOf(lake, log, mark);
    }
  }
}

async function* runsOf(lake: Lake, { layer, subject }: LogName, mark: number): AsyncIterable<AuditedRun> {
  const last = mark === 0 ? undefined : await lake.store.logs.read(layer, subject, mark);
  if (mark > 0 && last === undefined)
    throw new DlakeError('record-invalid', {
      what: `log ${layer}/${subject}`,
      reason: `entry ${mark} is missing`,
    });
  const after = last && { seq: mark, id: entryId(sha256Hex(last.bytes)) };
  let first = mark + 1;
  let ids: EntryId[] = [];
  for await (const { id } of entriesFrom(lake, layer, subject, after)) {
    ids.push(id);
    if (ids.length < ENTRIES_AT_MOST) continue;
    yield { layer, subject, first, ids };
    first += ids.length;
    ids = [];
  }
  if (ids.length > 0) yield { layer, subject, first, ids };
}
