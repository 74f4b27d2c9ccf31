import { LAYERS, type Layer } from '../../records/layers.ts';
import type { LogChanges, LogName, Logs, NewLogEntry, StoredEntry } from '../contract.ts';
import { headsOf } from '../reading/heads-of.ts';
import { checkSubject } from '../subject.ts';
import { appendEach } from '../writing/append-each.ts';

/** Logs that live as long as the process. */
export class MemoryLogs implements Logs {
  readonly #layers = new Map<Layer, Map<string, Uint8Array[]>>(LAYERS.map((layer) => [layer, new Map()]));
  readonly #feed: { readonly layer: Layer; readonly subject: string }[] = [];

  async head(layer: Layer, subject: string): Promise<StoredEntry | undefined> {
    checkSubject(subject);
    return this.read(layer, subject, this.#entries(layer, subject).length);
  }

  heads(logs: readonly LogName[]): Promise<ReadonlyMap<string, StoredEntry>> {
    return headsOf(logs, (layer, subject) => this.head(layer, subject));
  }

  async read(layer: Layer, subject: string, seq: number): Promise<StoredEntry | undefined> {
    checkSubject(subject);
    const bytes = this.#entries(layer, subject)[seq - 1];
    return bytes && { seq, bytes };
  }

  async append(layer: Layer, subject: string, seq: number, bytes: Uint8Array): Promise<boolean> {
    checkSubject(subject);
    const entries = this.#entries(layer, subject);
    if (seq <= entries.length) return false;
    this.#of(layer).set(subject, [...entries, Uint8Array.from(bytes)]);
    this.#feed.push({ layer, subject });
    return true;
  }

  appendAll(entries: readonly NewLogEntry[]): Promise<readonly boolean[]> {
    return appendEach(this, entries);
  }

  /** Does nothing: what is in memory is as durable as it gets. */
  async settle(_layer: Layer, subject: string): Promise<void> {
    checkSubject(subject);
  }

  async settleAll(logs: readonly LogName[]): Promise<void> {
    for (const { subject } of logs) checkSubject(subject);
  }

  async *subjects(layer: Layer, prefix: string): AsyncIterable<string> {
    yield* [...this.#of(layer).keys()].filter((subject) => subject.startsWith(prefix)).sort();
  }

  async changes(cursor?: string): Promise<LogChanges> {
    const from = /^[0-9]+$/.test(cursor ?? '') ? Number(cursor) : Number.NaN;
    const end = String(this.#feed.length);
    if (!(from >= 0 && from <= this.#feed.length))
      return { subjects: this.#all(), cursor: end, complete: true };
    const named = new Map(this.#feed.slice(from).map((one) => [`${one.layer}/${one.subject}`, one]));
    return { subjects: [...named.values()], cursor: end, complete: false };
  }

  #all(): LogChanges['subjects'] {
    return LAYERS.flatMap((layer) =>
      [...this.#of(layer).keys()].sort().map((subject) => ({ layer, subject })),
    );
  }

  #entries(layer: Layer, subject: string): readonly Uint8Array[] {
    return this.#of(layer).get(subject) ?? [];
  }

  #of(layer: Layer): Map<string, Uint8Array[]> {
    return this.#layers.get(layer) as Map<string, Uint8Array[]>;
  }
}
