import { type ControlledTransaction, type Kysely, sql } from 'kysely';
import { DlakeError } from '../errors.ts';
import type { CommitId } from '../records/ids.ts';
import type { Layer } from '../records/layers.ts';
import type { CommitToApply, EntryToApply } from './batch.ts';
import type { Catalog } from './catalog.ts';
import type { FileName } from './catalog-file.ts';
import { checkMove } from './check-move.ts';
import { isConnectionLost } from './engine/is-connection-lost.ts';
import { insertCommits } from './insert-commits.ts';
import { insertEntries } from './insert-entries.ts';
import type { LogRow } from './log-entry.ts';
import { roleRule } from './role-rule.ts';
import type { Tables } from './schema/tables.ts';

/** A log that is locked: nobody else adds to it. */
export interface LockedLog {
  /** Its newest entry; undefined when there is none. */
  readonly head: LogRow | undefined;

  /**
   * Before the entry is made in the store: sees that the catalog has the commit and its manifest, that the layer
   * has these records in live files, and that these files, which hold its blobs, are live; all stay so until the
   * log is let go. Throws `objects-not-live`.
   */
  check(commit: CommitId, files: readonly FileName[]): Promise<void>;

  /** Adds commits that the entry names and the catalog lacks: seen with the entry, or not at all. */
  bring(commits: readonly CommitToApply[]): Promise<void>;

  /**
   * Adds an entry, and moves the ref or tag; commit and records of a move are checked once more. Throws
   * `store-damaged` for an entry that does not follow the head, `rule-refused` for one of another actor than who is
   * connected, and `objects-not-live`.
   */
  append(entry: EntryToApply): Promise<void>;
}

/**
 * Does `work` while it alone may add to this log; what it appended is in the catalog when this returns. `work` must
 * not ask the catalog by another way: it would wait for itself. Is never
 * done again by itself. When the connection broke after something was appended, throws `catalog-unavailable` with
 * state `uncertain`: it may be in the catalog or not, look. When it broke before, state `unreachable`. Throws
 * `rule-refused` when the caller's role may not add to this log.
 */
export async function withLog<T>(
  catalog: Catalog,
  layer: Layer,
  subject: string,
  work: (log: LockedLog) => Promise<T>,
): Promise<T> {
  // Until it is locked, all may be done again.
  const { transaction, head } = await catalog.run((db) => lockLog(db, layer, subject));
  let appending = false;
  try {
    const check: LockedLog['check'] = (commit, files) =>
      checkMove(transaction, layer, subject, commit, files);
    const append: LockedLog['append'] = async (entry) => {
      appending = true;
      await insertEntries(transaction, [entry], { areNew: true });
    };
    const bring: LockedLog['bring'] = (commits) => insertCommits(transaction, commits);
    const result = await work({ head, bring, check, append });
    // What was only locked leaves no trace.
    await (appending ? transaction.commit() : transaction.rollback()).execute();
    return result;
  } catch (error) {
    await rollBack(transaction);
    if (!isConnectionLost(error)) throw error;
    const reason = error instanceof Error ? error.message : String(error);
    const state = appending ? 'uncertain' : 'unreachable';
    throw new DlakeError('catalog-unavailable', { state, reason }, { cause: error });
  }
}

/** Begins a transaction that has the log locked. */
async function lockLog(db: Kysely<Tables>, layer: Layer, subject: string) {
  const transaction = await db.startTransaction().execute();
  try {
    const { rows } = await sql<{ refused: string | null; seq: number | null; record: Uint8Array | null }>`
      SELECT * FROM dlake.lock_log(${layer}, ${subject})`.execute(transaction);
    const { refused, seq, record } = rows[0]!;
    if (refused !== null) {
      // What was refused is kept.
      await transaction.commit().execute();
      throw new DlakeError('rule-refused', {
        subject: `${layer}/${subject}`,
        rule: roleRule(layer, refused),
      });
    }
    const head: LogRow | undefined = seq === null || record === null ? undefined : { seq, bytes: record };
    return { transaction, head };
  } catch (error) {
    await rollBack(transaction);
    throw error;
  }
}

/** The error that led here says more than one of the rollback, which a lost connection is by itself. */
async function rollBack(transaction: ControlledTransaction<Tables>): Promise<void> {
  if (transaction.isCommitted || transaction.isRolledBack) return;
  await transaction
    .rollback()
    .execute()
    .catch(() => {});
}
