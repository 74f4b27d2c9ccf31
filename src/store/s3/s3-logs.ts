import { randomUUID } from 'node:crypto';
import { deflateSync, inflateSync } from 'node:zlib';
import { LAYERS, type Layer } from '../../records/layers.ts';
import { sha256 } from '../../records/sha256.ts';
import type { LogChanges, LogName, Logs, NewLogEntry, StoredEntry } from '../contract.ts';
import { headsOf } from '../reading/heads-of.ts';
import { checkSubject } from '../subject.ts';
import { appendEach } from '../writing/append-each.ts';
import { type KeyVersions, listVersions } from './list-versions.ts';
import { placeOfKey } from './s3-layout.ts';
import type { S3Requests } from './s3-requests.ts';

const FOLDER = 'log/';
const WRITER = 'writer';
const SEQ = /^[0-9]{12}$/;

/**
 * Logs in the buckets themselves. The oldest version of a key is the entry. A writer has to hold a lock on the log:
 * conditional PUTs alone are not atomic on every server. Heads and changes are found by listing, which is for
 * rebuilding and for stores without a catalog.
 */
export class S3Logs implements Logs {
  readonly #requests: S3Requests;

  constructor(requests: S3Requests) {
    this.#requests = requests;
  }

  async head(layer: Layer, subject: string): Promise<StoredEntry | undefined> {
    checkSubject(subject);
    let newest: KeyVersions | undefined;
    for await (const batch of this.#entries(layer, subject)) newest = batch.at(-1) ?? newest;
    return newest && this.#fetch(layer, newest);
  }

  heads(logs: readonly LogName[]): Promise<ReadonlyMap<string, StoredEntry>> {
    return headsOf(logs, (layer, subject) => this.head(layer, subject));
  }

  async read(layer: Layer, subject: string, seq: number): Promise<StoredEntry | undefined> {
    checkSubject(subject);
    const found = await this.#find(layer, subject, seq);
    return found && this.#fetch(layer, found);
  }

  async append(layer: Layer, subject: string, seq: number, bytes: Uint8Array): Promise<boolean> {
    checkSubject(subject);
    const place = placeOfKey(this.#requests.address, layer, pathOf(subject, seq));
    const writer = randomUUID();
    const input = {
      ...place,
      Body: bytes,
      ContentLength: bytes.length,
      ChecksumAlgorithm: 'SHA256' as const,
      ChecksumSHA256: sha256(bytes).toString('base64'),
      // By this an entry is known as ours whose answer was lost.
      Metadata: { [WRITER]: writer },
      IfNoneMatch: '*',
    };
    const outcome = await this.#requests.attempt(layer, (s3, options) => s3.putObject(input, options));
    if (outcome.refused !== undefined && outcome.refused !== 'exists')
      throw this.#requests.refused(layer, outcome);
    // A conditional PUT doesn't see what is hidden, and may not be atomic: what came first counts.
    const oldest = (await this.#find(layer, subject, seq))?.oldest.versionId;
    if (outcome.refused === undefined && oldest !== undefined) return outcome.value.VersionId === oldest;
    const asked = { ...place, ...(oldest !== undefined && { VersionId: oldest }) };
    const head = await this.#requests.run(layer, (s3, options) => s3.headObject(asked, options));
    return head.Metadata?.[WRITER] === writer;
  }

  appendAll(entries: readonly NewLogEntry[]): Promise<readonly boolean[]> {
    return appendEach(this, entries);
  }

  /** Does nothing: what a server has answered for is durable. */
  async settle(_layer: Layer, subject: string): Promise<void> {
    checkSubject(subject);
  }

  async settleAll(logs: readonly LogName[]): Promise<void> {
    for (const { subject } of logs) checkSubject(subject);
  }

  async *subjects(layer: Layer, prefix: string): AsyncIterable<string> {
    // The order of keys is not that of subjects: a slash comes after some of what names have in them.
    const subjects = [...(await this.#counts(layer, prefix)).keys()];
    yield* subjects.sort();
  }

  async changes(cursor?: string): Promise<LogChanges> {
    const before = parseCursor(cursor);
    const now: string[] = [];
    const subjects: { readonly layer: Layer; readonly subject: string }[] = [];
    for (const layer of LAYERS) {
      for (const [subject, count] of await this.#counts(layer, '')) {
        const line = `${layer} ${subject} ${count}`;
        now.push(line);
        if (before?.has(line) !== true) subjects.push({ layer, subject });
      }
    }
    return { subjects, cursor: cursorOf(now), complete: before === undefined };
  }

  async #find(layer: Layer, subject: string, seq: number): Promise<KeyVersions | undefined> {
    const path = pathOf(subject, seq);
    for await (const batch of listVersions(this.#requests, layer, { prefix: path, flat: true })) {
      const found = batch.find((one) => one.path === path);
      if (found !== undefined) return found;
    }
    return undefined;
  }

  async #fetch(layer: Layer, entry: KeyVersions): Promise<StoredEntry> {
    const { versionId } = entry.oldest;
    const input = {
      ...placeOfKey(this.#requests.address, layer, entry.path),
      ...(versionId !== undefined && { VersionId: versionId }),
    };
    const bytes = await this.#requests.run(layer, async (s3, options) => {
      const { Body } = await s3.getObject(input, options);
      return (await Body?.transformToByteArray()) ?? new Uint8Array();
    });
    return { seq: Number(entry.path.slice(-12)), bytes };
  }

  /** The entries of one log, in order. */
  async *#entries(layer: Layer, subject: string): AsyncIterable<readonly KeyVersions[]> {
    const prefix = `${FOLDER}${subject}/`;
    for await (const batch of listVersions(this.#requests, layer, { prefix, flat: true })) {
      const entries = batch.filter(({ path }) => SEQ.test(path.slice(prefix.length)));
      if (entries.length > 0) yield entries;
    }
  }

  /** Subjects that begin so, and how many entries each log has. */
  async #counts(layer: Layer, prefix: string): Promise<ReadonlyMap<string, number>> {
    const counts = new Map<string, number>();
    for await (const batch of listVersions(this.#requests, layer, { prefix: FOLDER + prefix })) {
      for (const { path } of batch) {
        const [, subject, seq] = /^log\/(.+)\/([^/]+)$/.exec(path) ?? [];
        if (subject === undefined || seq === undefined || !SEQ.test(seq) || !subject.startsWith(prefix))
          continue;
        counts.set(subject, (counts.get(subject) ?? 0) + 1);
      }
    }
    return counts;
  }
}

const pathOf = (subject: string, seq: number) => `${FOLDER}${subject}/${String(seq).padStart(12, '0')}`;

/** Every log and its length; a store that can only be listed has nothing shorter to compare with. */
const cursorOf = (lines: readonly string[]) => `1.${deflateSync(lines.join('\n')).toString('base64')}`;

function parseCursor(cursor: string | undefined): ReadonlySet<string> | undefined {
  if (cursor === undefined || !cursor.startsWith('1.')) return undefined;
  try {
    return new Set(
      inflateSync(Buffer.from(cursor.slice(2), 'base64'))
        .toString()
        .split('\n'),
    );
  } catch {
    return undefined;
  }
}
