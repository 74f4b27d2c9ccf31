import { decodeEntry, type LogEntry } from '../records/entry.ts';
import type { CommitId } from '../records/ids.ts';
import type { Layer } from '../records/layers.ts';
import type { Lake } from './lake.ts';
import { type CommitWithId, findCommit } from './read-commit.ts';
import { readingProblem } from './reading-problem.ts';

/** A commit that a log keeps alive, or one that should be there and is not. */
export interface LoggedCommit {
  readonly layer: Layer;
  /** LAYER/SOURCE/EXTERNAL_ID of the log it was reached from. */
  readonly ref: string;
  readonly id: CommitId;
  /** Undefined when it is not here, or can't be read; then `problem` says why. */
  readonly found: CommitWithId | undefined;
  readonly problem?: string;
  /** No entry leads to it since the ref ended last: its blobs may have been freed. */
  readonly ended?: true;
}

/** An entry of a ref's log that can't be read, and why. */
export interface BrokenEntry {
  /** Its key in the store. */
  readonly where: string;
  readonly reason: string;
}

/**
 * Every commit that any log entry of a ref names, those that were undone too, and every commit behind them over
 * parents. Each once, those first that are named since the ref ended last; straight from the store, without the
 * catalog. An entry that can't be read is told to `onBroken`, and the rest goes on.
 */
export async function* commitsOfRef(
  lake: Lake,
  layer: Layer,
  subject: string,
  onBroken: (broken: BrokenEntry) => void = () => {},
): AsyncIterable<LoggedCommit> {
  const ref = `${layer}/${subject.slice('refs/'.length)}`;
  const seen = new Set<CommitId>();
  let waiting: CommitId[] = [];
  const before: CommitId[] = [];
  let hasEnded = false;
  for await (const entry of readableEntries(lake, layer, subject, onBroken)) {
    hasEnded ||= entry.kind === 'end';
    if (entry.kind === 'move') (hasEnded ? before : waiting).push(entry.to as CommitId);
  }
  for (const ended of [{}, { ended: true } as const]) {
    for (let id = waiting.shift(); id !== undefined; id = waiting.shift()) {
      if (seen.has(id)) continue;
      seen.add(id);
      const read = await readable(lake, id, layer);
      yield { layer, ref, id, ...read, ...ended };
      waiting.push(...(read.found?.commit.parents ?? []));
    }
    waiting = before;
  }
}

/** The entries of a log that can be read, from the newest to the first. */
async function* readableEntries(
  lake: Lake,
  layer: Layer,
  subject: string,
  onBroken: (broken: BrokenEntry) => void,
): AsyncIterable<LogEntry> {
  const newest = await lake.store.logs.head(layer, subject);
  for (let seq = newest?.seq ?? 0; seq >= 1; seq--) {
    try {
      const stored = await lake.store.logs.read(layer, subject, seq);
      if (stored !== undefined) yield decodeEntry(stored.bytes, { subject, seq });
    } catch (error) {
      const reason = readingProblem(error);
      if (reason === undefined) throw error;
      onBroken({ where: `${layer}/log/${subject}`, reason });
    }
  }
}

async function readable(
  lake: Lake,
  id: CommitId,
  layer: Layer,
): Promise<Pick<LoggedCommit, 'found' | 'problem'>> {
  try {
    return { found: await findCommit(lake, id, layer) };
  } catch (error) {
    const problem = readingProblem(error);
    if (problem === undefined) throw error;
    return { found: undefined, problem };
  }
}
