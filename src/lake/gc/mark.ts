import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { type CommitId, hexOf, type ManifestId } from '../../records/ids.ts';
import { LAYERS, type Layer } from '../../records/layers.ts';
import { isSymlink } from '../../records/manifest-entry.ts';
import { decodePage, isLeaf } from '../../records/page.ts';
import { throwIfAborted } from '../../store/abort.ts';
import type { CallOptions } from '../../store/contract.ts';
import { DigestSpool } from '../../store/digest-spool.ts';
import type { SortedDigests } from '../../store/sorted-digests.ts';
import { commitsAtRemotes } from '../commits-at-remotes.ts';
import type { Lake } from '../lake.ts';
import { listTags } from '../list-tags.ts';
import { findCommit } from '../read-commit.ts';
import { readingProblem } from '../reading-problem.ts';
import { type GcLog, gcLogs } from './gc-logs.ts';

export interface MarkOptions extends CallOptions {
  /** A folder for what is noted, which exists and which the caller removes. */
  readonly scratch: string;
  /** For how long what a ref named is kept once it has ended, in milliseconds. */
  readonly graceMs: number;
  /** Count only what is needed here: not what versions name that a remote was seen to have. */
  readonly needed?: boolean;
}

/** Why it is not known what versions name, so that nothing of a layer may be freed. */
export interface MarkProblem {
  readonly layer: Layer;
  readonly what: string;
  readonly reason: string;
}

/** Which blobs versions name. */
export interface Marked {
  /** Those of refs that stand, ended not long ago, are held or tagged. */
  readonly live: ReadonlyMap<Layer, SortedDigests>;
  /** Those of refs that have ended for longer than the grace. */
  readonly ended: ReadonlyMap<Layer, SortedDigests>;
  /** The logs of those refs. */
  readonly endedLogs: readonly GcLog[];
  readonly problems: readonly MarkProblem[];
  close(): void;
}

/** Pages that are remembered as walked: a page of several versions is read once, most of the time. */
const WALKED = 100_000;

/**
 * Finds out what every version names that any log entry leads to, over parents: of refs, here and as they were seen at
 * remotes, and of tags. What is found lies on disk, so that memory does not grow with it; a page of a layer that is
 * read again is noted again.
 */
export async function mark(lake: Lake, options: MarkOptions): Promise<Marked> {
  const marking = new Marking(lake, options);
  return marking.run();
}

class Marking {
  readonly #lake: Lake;
  readonly #options: MarkOptions;
  readonly #problems: MarkProblem[] = [];
  readonly #spools = new Map<string, DigestSpool>();
  readonly #walked = new Set<string>();
  #atRemotes: ReadonlySet<CommitId> = new Set();

  constructor(lake: Lake, options: MarkOptions) {
    this.#lake = lake;
    this.#options = options;
    for (const set of ['live', 'ended'] as const) {
      for (const layer of LAYERS) {
        const folder = join(options.scratch, set, layer);
        mkdirSync(folder, { recursive: true });
        this.#spools.set(`${set} ${layer}`, new DigestSpool(folder));
      }
    }
  }

  async run(): Promise<Marked> {
    const { graceMs, needed } = this.#options;
    // What a remote has need not be here.
    this.#atRemotes = await commitsAtRemotes(this.#lake);
    const endedLogs: GcLog[] = [];
    for await (const log of gcLogs(this.#lake, { graceMs, onProblem: (one) => this.#problems.push(one) })) {
      if (needed && log.isRemote) continue;
      if (log.isEnded) endedLogs.push(log);
      await this.#markLog(log);
    }
    for (const { commits } of await listTags(this.#lake))
      for (const id of commits) await this.#markCommit('live', id, true);
    const sets = (set: string) =>
      new Map(LAYERS.map((layer) => [layer, (this.#spools.get(`${set} ${layer}`) as DigestSpool).sorted()]));
    const [live, ended] = [sets('live'), sets('ended')];
    const close = () => {
      for (const set of [...live.values(), ...ended.values()]) set.close();
    };
    return { live, ended, endedLogs, problems: this.#problems, close };
  }

  async #markLog({ roots, isEnded, isRemote }: GcLog): Promise<void> {
    const seen = new Set(roots);
    for (const id of seen) {
      const parents = await this.#markCommit(isEnded ? 'ended' : 'live', id, isRemote);
      for (const parent of parents) seen.add(parent);
    }
  }

  /** Notes what a commit names, and tells its parents. `mayLack`: it was only heard of, and need not be here. */
  async #markCommit(set: 'live' | 'ended', id: CommitId, mayLack: boolean): Promise<readonly CommitId[]> {
    throwIfAborted(this.#options.signal);
    const found = await this.#reading(id, undefined, () => findCommit(this.#lake, id));
    if (found === undefined) {
      if (!mayLack) this.#lack(undefined, id);
      return [];
    }
    const { layer, manifest, expected, parents = [] } = found.commit;
    if (this.#options.needed && this.#atRemotes.has(id)) return parents;
    if (expected !== undefined) this.#note(set, layer, expected.list);
    await this.#markManifest(set, layer, manifest, mayLack || this.#atRemotes.has(id));
    return parents;
  }

  async #markManifest(
    set: 'live' | 'ended',
    layer: Layer,
    manifest: ManifestId,
    mayLack: boolean,
  ): Promise<void> {
    if (this.#walked.size > WALKED) this.#walked.clear();
    const waiting: ManifestId[] = [manifest];
    for (let id = waiting.pop(); id !== undefined; id = waiting.pop()) {
      const key = `${set} ${layer} ${id}`;
      if (this.#walked.has(key)) continue;
      throwIfAborted(this.#options.signal);
      const page = await this.#reading(id, layer, async () => {
        const bytes = await this.#lake.store.read(layer, id as ManifestId);
        return bytes && decodePage(bytes);
      });
      if (page === undefined) {
        if (!mayLack) this.#lack(layer, id);
        continue;
      }
      this.#walked.add(key);
      if (isLeaf(page)) {
        for (const entry of page.entries) if (!isSymlink(entry)) this.#note(set, layer, entry.blob);
      } else waiting.push(...page.entries.map((child) => child.page));
    }
  }

  #note(set: 'live' | 'ended', layer: Layer, id: string): void {
    this.#spools.get(`${set} ${layer}`)?.add(hexOf(id));
  }

  /** What can't be read is a problem of its layer, or of all where that is not known. */
  async #reading<T>(
    what: string,
    layer: Layer | undefined,
    read: () => Promise<T | undefined>,
  ): Promise<T | undefined> {
    try {
      return await read();
    } catch (error) {
      const reason = readingProblem(error);
      if (reason === undefined) throw error;
      this.#problem(layer, what, reason);
      return undefined;
    }
  }

  #lack(layer: Layer | undefined, what: string): void {
    this.#problem(layer, what, 'it is not here');
  }

  #problem(layer: Layer | undefined, what: string, reason: string): void {
    for (const one of layer === undefined ? LAYERS : [layer])
      this.#problems.push({ layer: one, what, reason });
  }
}
