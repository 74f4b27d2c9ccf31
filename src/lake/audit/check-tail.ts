import { decodeEntry } from '../../records/entry.ts';
import { type EntryId, entryId } from '../../records/ids.ts';
import { LAYERS } from '../../records/layers.ts';
import { sha256Hex } from '../../records/sha256.ts';
import type { CallOptions, LogName, Logs } from '../../store/contract.ts';
import { readingProblem } from '../reading-problem.ts';
import type { AuditProblem } from './audit-problem.ts';
import type { LogMarks } from './log-marks.ts';
import { LAKE_LOG } from './make-checkpoint.ts';

const LOGS_AT_ONCE = 500;

/**
 * Checks what no checkpoint vouches for yet: that each such entry follows the one before. Gives how many there are,
 * and what is wrong.
 */
export async function* checkTail(
  logs: Logs,
  where: string,
  marks: LogMarks,
  { signal }: CallOptions,
): AsyncGenerator<AuditProblem, number> {
  let entries = 0;
  for await (const group of groups(logs)) {
    signal?.throwIfAborted();
    const heads = await logs.heads(group);
    for (const name of group) {
      const log = `${name.layer}/${name.subject}`;
      const [from, to] = [marks.get(log) + 1, heads.get(log)?.seq ?? 0];
      if (to < from) continue;
      entries += to - from + 1;
      const broken = await firstBroken(logs, name, from, to);
      if (broken === undefined) continue;
      const { seq, reason } = broken;
      yield { where, log, from: seq, to: seq, problem: 'unchained', reason };
    }
  }
  return entries;
}

async function* groups(logs: Logs): AsyncIterable<readonly LogName[]> {
  for (const layer of LAYERS) {
    let group: LogName[] = [];
    for await (const subject of logs.subjects(layer, '')) {
      if (subject !== LAKE_LOG.subject) group.push({ layer, subject });
      if (group.length < LOGS_AT_ONCE) continue;
      yield group;
      group = [];
    }
    if (group.length > 0) yield group;
  }
}

async function firstBroken(logs: Logs, { layer, subject }: LogName, from: number, to: number) {
  let prev: EntryId | undefined;
  for (let seq = Math.max(1, from - 1); seq <= to; seq++) {
    const stored = await logs.read(layer, subject, seq);
    if (stored === undefined) {
      // What is vouched for was looked at before.
      if (seq < from) return undefined;
      return { seq, reason: 'is missing' };
    }
    if (seq >= from) {
      try {
        if (decodeEntry(stored.bytes, { subject, seq }).prev !== prev)
          return { seq, reason: 'does not follow the entry before it' };
      } catch (error) {
        const reason = readingProblem(error);
        if (reason === undefined) throw error;
        return { seq, reason };
      }
    }
    prev = entryId(sha256Hex(stored.bytes));
  }
  return undefined;
}
