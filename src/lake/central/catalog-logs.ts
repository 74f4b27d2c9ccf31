import type { CommitToApply } from '../../catalog/batch.ts';
import type { Catalog } from '../../catalog/catalog.ts';
import { changedLogs } from '../../catalog/changed-logs.ts';
import { logEntry } from '../../catalog/log-entry.ts';
import { logHeadRow } from '../../catalog/log-head-row.ts';
import { logHeads } from '../../catalog/log-heads.ts';
import { logSubjects } from '../../catalog/log-subjects.ts';
import { withLog } from '../../catalog/with-log.ts';
import { DlakeError, isDlakeError } from '../../errors.ts';
import { decodeEntry } from '../../records/entry.ts';
import { type CommitId, type EntryId, entryId } from '../../records/ids.ts';
import type { Layer } from '../../records/layers.ts';
import { sha256Hex } from '../../records/sha256.ts';
import type { LogChanges, LogName, Logs, NewLogEntry, StoredEntry } from '../../store/contract.ts';
import { appendEach } from '../../store/writing/append-each.ts';
import type { Lake } from '../lake.ts';
import type { NewEntry } from '../log-news.ts';
import { namedByEntries } from '../named-by-entries.ts';
import { followLog } from '../roll-forward.ts';
import type { ReliedFiles } from './relied-files.ts';
import { unstoredEntry } from './unstored-entry.ts';

const SUBJECTS_AT_ONCE = 10_000;
/** How often an entry is tried to be made when connections are lost. */
const TRIES = 3;

/**
 * The logs of a central lake. The buckets have the entries, Postgres decides races and answers questions: an entry
 * is made while the row lock of its log is held, and is in the catalog before anybody is told of it. So what was
 * acknowledged is in the catalog, and readers need no request to the buckets. An entry that is ahead of the
 * catalog, since its writer was killed between the two, is rolled forward by the next who writes to that log. Whoever
 * loses the connection between the two does so by itself, or says `remote-uncertain`.
 */
export class CatalogLogs implements Logs {
  readonly #catalog: Catalog;
  /** The lake as its buckets alone tell it: its logs are the entries that are there. */
  readonly #buckets: Lake;
  readonly #relied: ReliedFiles;

  constructor(catalog: Catalog, buckets: Lake, relied: ReliedFiles) {
    this.#catalog = catalog;
    this.#buckets = buckets;
    this.#relied = relied;
  }

  head(layer: Layer, subject: string): Promise<StoredEntry | undefined> {
    return logHeadRow(this.#catalog, layer, subject);
  }

  heads(logs: readonly LogName[]): Promise<ReadonlyMap<string, StoredEntry>> {
    return logHeads(this.#catalog, logs);
  }

  read(layer: Layer, subject: string, seq: number): Promise<StoredEntry | undefined> {
    return logEntry(this.#catalog, layer, subject, seq);
  }

  async append(layer: Layer, subject: string, seq: number, bytes: Uint8Array): Promise<boolean> {
    const entry: NewEntry = {
      layer,
      subject,
      id: entryId(sha256Hex(bytes)),
      bytes,
      entry: decodeEntry(bytes, { subject, seq }),
    };
    // Pages take long and need no lock; commits are few, and nobody is to see one that no ref came to name.
    const { commits } = await namedByEntries(this.#buckets, this.#catalog, [entry]);
    for (let tries = 1; ; tries++) {
      const outcome = await this.#make(entry, commits).catch((error: unknown) => {
        // Whoever tries again looks again what is there.
        if (isDlakeError(error, 'objects-not-live') || isDlakeError(error, 'withdrawn'))
          this.#relied.forget(layer);
        return lostConnection(error);
      });
      if (outcome === 'lost') return false;
      if (outcome === 'won') {
        this.#relied.forget(layer);
        return true;
      }
      const found = await this.#idAt(entry, outcome);
      if (found === entry.id) this.#relied.forget(layer);
      if (found !== undefined || outcome === 'ahead') return found === entry.id;
      // The connection was lost, and the entry is nowhere.
      if (tries === TRIES) throw uncertain(entry, outcome);
    }
  }

  appendAll(entries: readonly NewLogEntry[]): Promise<readonly boolean[]> {
    return appendEach(this, entries);
  }

  /** The entry that there is instead of, or as, one whose making ended so, once the catalog has caught up. */
  async #idAt(entry: NewEntry, ended: 'ahead' | DlakeError): Promise<EntryId | undefined> {
    const { layer, subject } = entry;
    try {
      await followLog(this.#buckets, this.#catalog, { layer, subject });
      const found = await this.read(layer, subject, entry.entry.seq);
      return found && entryId(sha256Hex(found.bytes));
    } catch (error) {
      if (ended === 'ahead' || !isUnreachable(error)) throw error;
      throw uncertain(entry, ended);
    }
  }

  /** Makes an entry in the bucket and in the catalog, or finds that somebody was faster. */
  #make(entry: NewEntry, commits: readonly CommitToApply[]): Promise<'won' | 'lost' | 'ahead'> {
    const { layer, subject, bytes } = entry;
    const { seq, to } = entry.entry;
    return withLog(this.#catalog, layer, subject, async (log) => {
      const known = log.head?.seq ?? 0;
      if (known >= seq) return 'lost';
      if (known < seq - 1) return 'ahead';
      // What nobody made there is not built upon: the bucket would have a gap.
      const forged = log.head && (await unstoredEntry(this.#buckets.store.logs, layer, subject, log.head));
      if (forged !== undefined) throw forged;
      await log.bring(commits);
      if (to !== undefined && subject.startsWith('refs/'))
        await log.check(to as CommitId, this.#relied.of(layer));
      const isOurs = await this.#buckets.store.logs
        .append(layer, subject, seq, bytes)
        .catch((error: unknown) => {
          throw isUnreachable(error) ? uncertain(entry, error) : error;
        });
      if (!isOurs) return 'ahead';
      await log.append(entry);
      return 'won';
    });
  }

  /** An entry in a bucket is durable. */
  async settle(): Promise<void> {}

  async settleAll(): Promise<void> {}

  async *subjects(layer: Layer, prefix: string): AsyncIterable<string> {
    let after = '';
    for (;;) {
      const found = await logSubjects(this.#catalog, layer, prefix, after, SUBJECTS_AT_ONCE);
      yield* found;
      if (found.length < SUBJECTS_AT_ONCE) return;
      after = found.at(-1) ?? after;
    }
  }

  changes(cursor?: string): Promise<LogChanges> {
    return changedLogs(this.#catalog, cursor);
  }
}

/** A connection that was lost while a log was locked, as a value. */
function lostConnection(error: unknown): DlakeError<'catalog-unavailable'> {
  if (isDlakeError(error, 'catalog-unavailable') && LOST.has(error.data.state)) return error;
  throw error;
}

const LOST: ReadonlySet<string> = new Set(['uncertain', 'unreachable']);

const isUnreachable = (error: unknown): error is DlakeError =>
  isDlakeError(error, 'database-unreachable') || isDlakeError(error, 'remote-unreachable');

/** That an entry may be made or not, as far as can be told from here. */
function uncertain({ layer, subject }: NewEntry, cause: DlakeError): DlakeError {
  const what = subject.startsWith('refs/') ? `${layer}/${subject.slice('refs/'.length)}` : subject;
  const { reason } = cause.data as { readonly reason: string };
  return new DlakeError('remote-uncertain', { what, reason }, { cause });
}
