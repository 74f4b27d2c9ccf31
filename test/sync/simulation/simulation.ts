import { expect } from 'vitest';
import { allCommits } from '../../../src/lake/all-commits.ts';
import { fsck } from '../../../src/lake/fsck.ts';
import { collectGarbage } from '../../../src/lake/gc/collect-garbage.ts';
import type { Lake, LakeHost } from '../../../src/lake/lake.ts';
import { readCommit } from '../../../src/lake/read-commit.ts';
import type { CommitId } from '../../../src/records/ids.ts';
import { parseRef } from '../../../src/records/parse-ref.ts';
import type { SyncedRef } from '../../../src/sync/synced-ref.ts';
import type { Random } from '../../faults/random.ts';
import { Client } from './client.ts';
import { type Files, type Settled, Versions } from './model.ts';
import { type Heads, refsOf } from './refs-of.ts';
import type { SharedRemote } from './shared-remote.ts';

/** What clients work on. */
const REFS = ['raw/lab/a', 'raw/lab/b', 'processed/lab/c'] as const;
const CLIENTS = ['ada', 'bob', 'eve'] as const;
const DAY = 86_400_000;

/** What a step is, and how often in a hundred. */
const STEPS = {
  commit: 31,
  push: 20,
  pull: 22,
  race: 6,
  remove: 4,
  stop: 5,
  crash: 7,
  gc: 3,
  rebuild: 1,
  rebuildRemote: 1,
} as const;
type Step = keyof typeof STEPS;
/** After these the remote is looked at too. */
const REACHES_REMOTE: ReadonlySet<Step> = new Set(['push', 'race', 'crash', 'gc', 'rebuildRemote']);

/** What a push is to do: its result, and what the ref names there afterwards. */
interface Foreseen {
  readonly result: SyncedRef['result'];
  readonly head: CommitId | undefined;
}

/**
 * Clients with clocks that are wrong, on one remote, and a plain model of what must come of what they do. After each
 * step the lakes that took part are whole, every ref names what the model says, and nothing that was committed or
 * pushed is lost; else an assertion fails.
 */
export class Simulation {
  /** How often each step was done. */
  readonly done: Record<string, number> = {};
  readonly #remote: SharedRemote;
  readonly #host: LakeHost;
  readonly #random: Random;
  readonly #versions = new Versions();
  readonly #clients: readonly Client[];
  /** What the refs of the remote are to name. */
  readonly #heads: Heads = new Map();
  /** What must never be lost, by where it is. */
  readonly #kept = new Map<Client | 'remote', Set<CommitId>>();
  #watch: Lake | undefined;
  #clock = Date.parse('2026-11-22T10:00:00Z');
  #step = 0;

  constructor(remote: SharedRemote, host: LakeHost, random: Random) {
    this.#remote = remote;
    this.#host = host;
    this.#random = random;
    this.#clients = CLIENTS.map((name) => {
      const skew = random.below(2 * DAY) - DAY;
      return new Client(name, remote, () => new Date(this.#tick() + skew));
    });
    for (const one of [...this.#clients, 'remote' as const]) this.#kept.set(one, new Set());
  }

  /** The true time: each look at it takes a second. */
  #tick(): number {
    this.#clock += 1000;
    return this.#clock;
  }

  async begin(): Promise<void> {
    for (const client of this.#clients) await client.begin();
  }

  async close(): Promise<void> {
    await this.#watch?.close();
    for (const client of this.#clients) await client.close();
  }

  /** Does one step, and checks what has come of it. */
  async step(): Promise<void> {
    this.#step += 1;
    const [client, ref] = [this.#oneOf(this.#clients), this.#oneOf(REFS)];
    const kind = this.#kind();
    const about = `step ${this.#step}: ${kind} of ${ref} by ${client.name}`;
    try {
      await this.#do(kind, client, ref);
      await this.#check(client, REACHES_REMOTE.has(kind));
    } catch (error) {
      throw new Error(about, { cause: error });
    }
  }

  /** Everybody pulls and pushes until all is said: then all have the same. */
  async agree(): Promise<void> {
    for (let round = 0; round < 2; round++) {
      for (const client of this.#clients) {
        for (const ref of REFS) {
          if (this.#heads.has(ref)) await this.#pull(client, ref, 'ours');
          if (client.heads.get(ref) !== undefined) await this.#push(client, ref);
        }
        await this.#check(client, true);
      }
    }
    for (const client of this.#clients)
      for (const ref of REFS)
        if (this.#heads.get(ref) !== undefined) expect(client.heads.get(ref)).toBe(this.#heads.get(ref));
  }

  async #do(kind: Step, client: Client, ref: string): Promise<void> {
    if (kind === 'commit') await this.#commit(client, ref);
    if (kind === 'push') await this.#push(client, ref);
    if (kind === 'pull') await this.#pull(client, ref, this.#oneOf(['ours', 'theirs', undefined]));
    if (kind === 'race') await this.#race(client, ref);
    if (kind === 'remove') await this.#remove(client);
    if (kind === 'stop') await client.stop();
    if (kind === 'crash') await this.#crash(client, ref);
    if (kind === 'gc') await this.#collect(client);
    if (kind === 'rebuild') expect(await client.rebuild()).toEqual([]);
    if (kind === 'rebuildRemote') expect(await this.#remote.rebuild(this.#host)).toEqual([]);
    this.done[kind] = (this.done[kind] ?? 0) + 1;
  }

  /** Frees what no version names, as those leave it who are killed, here and at the remote. */
  async #collect(client: Client): Promise<void> {
    const options = {
      graceMs: 30 * DAY,
      unnamedMs: 0,
      force: true,
      forceLastCopy: false,
      onLastCopy: () => {},
    };
    for (const lake of [await client.local(), await this.#watched()]) {
      const { problems, lastCopies } = await collectGarbage(lake, { ...options, cache: this.#host.cache });
      expect([problems, lastCopies]).toEqual([[], 0]);
    }
  }

  async #commit(client: Client, ref: string): Promise<void> {
    const files = this.#edited(client, ref);
    client.edit(ref, files);
    this.#moved(client, ref, await this.#added(client, ref, await client.commit(ref, this.#step), files));
  }

  async #push(client: Client, ref: string): Promise<void> {
    if (!client.heads.has(ref)) return;
    const foreseen = this.#foresee(client, ref, this.#heads);
    const { result } = await client.push(ref);
    expect(result).toBe(foreseen.result);
    this.#pushed(ref, foreseen.head);
  }

  async #pull(client: Client, ref: string, settled: Settled): Promise<void> {
    if (!this.#heads.has(ref)) {
      await expect(client.pull(ref, settled)).rejects.toMatchObject({ code: 'ref-unknown' });
      return;
    }
    const [ours, theirs] = [client.heads.get(ref), this.#heads.get(ref)];
    const pulled = await client.pull(ref, settled);
    if (theirs === undefined || (ours !== undefined && this.#versions.follows(ours, theirs))) {
      if (theirs !== undefined) expect(pulled.result).toBe('up-to-date');
    } else if (ours === undefined || this.#versions.follows(theirs, ours)) {
      expect(pulled.result).toBe(ours === undefined ? 'created' : 'fast-forward');
      this.#moved(client, ref, theirs);
    } else {
      const merged = this.#versions.merged(ours, theirs, settled);
      if (isConflict(merged)) expect(pulled.result).toBe('rejected');
      else {
        expect(pulled.result).toBe('merged');
        this.#moved(client, ref, await this.#added(client, ref, pulled.to, merged, [ours, theirs]));
      }
    }
  }

  /** Two push one ref at once: it comes out as if one had been before the other, or had not been at all. */
  async #race(one: Client, ref: string): Promise<void> {
    const other = this.#oneOf(this.#clients.filter((client) => client !== one));
    if (!one.heads.has(ref) || !other.heads.has(ref)) return;
    const inOrder = (...clients: readonly Client[]): CommitId | undefined => {
      const heads = new Map(this.#heads);
      for (const client of clients) heads.set(ref, this.#foresee(client, ref, heads).head);
      return heads.get(ref);
    };
    const before = this.#heads.get(ref);
    // Who loses is told, also where trying again would go well.
    const outcomes = [inOrder(one, other), inOrder(other, one), inOrder(one), inOrder(other)];
    const told = await Promise.all([one.push(ref), other.push(ref)]);
    const now = (await refsOf(await this.#watched())).get(ref);
    expect(outcomes).toContain(now);
    if (now !== before) expect(told.map(({ result }) => result)).not.toEqual(['rejected', 'rejected']);
    for (const { result, to } of told) {
      if (result === 'rejected' || to === undefined) continue;
      this.#kept.get('remote')?.add(to);
      if (now !== undefined) expect(this.#versions.follows(now, to)).toBe(true);
    }
    this.#pushed(ref, now);
    await this.#check(other, true);
  }

  async #remove(client: Client): Promise<void> {
    const ref = 'processed/lab/c';
    if (client.heads.get(ref) === undefined) return;
    await client.remove(ref);
    client.heads.set(ref, undefined);
  }

  /** The program is killed on its way: all is as before or as after it, and the same command goes on from there. */
  async #crash(client: Client, ref: string): Promise<void> {
    const verb = this.#oneOf(['commit', 'push', 'pull'] as const);
    if (verb === 'push' ? !client.heads.has(ref) : verb === 'pull' && !this.#heads.has(ref)) return;
    const settled = this.#oneOf(['ours', 'theirs'] as const);
    const files = verb === 'commit' ? this.#edited(client, ref) : undefined;
    if (files !== undefined) client.edit(ref, files);
    const after = 100 + this.#random.below(600);
    const killed = await client.killed(client.words(verb, ref, this.#step, settled), after);
    this.done[killed ? 'killed' : 'survived'] = (this.done[killed ? 'killed' : 'survived'] ?? 0) + 1;
    const now = (await refsOf(await client.local())).get(ref);
    if (files !== undefined) {
      if (now !== client.heads.get(ref)) this.#moved(client, ref, await this.#added(client, ref, now, files));
      else
        this.#moved(client, ref, await this.#added(client, ref, await client.commit(ref, this.#step), files));
      return;
    }
    if (verb === 'push') {
      const there = (await refsOf(await this.#watched())).get(ref);
      expect([this.#heads.get(ref), this.#foresee(client, ref, this.#heads).head]).toContain(there);
      this.#pushed(ref, there);
      return this.#push(client, ref);
    }
    const [ours, theirs] = [client.heads.get(ref), this.#heads.get(ref)];
    if (now !== ours && now !== theirs) {
      const merged = this.#versions.merged(ours as CommitId, theirs as CommitId, settled);
      await this.#added(client, ref, now, merged as Files, [ours as CommitId, theirs as CommitId]);
    }
    if (now !== ours) this.#moved(client, ref, now);
    return this.#pull(client, ref, settled);
  }

  /** What a push by this client is to do where the remote stands so. */
  #foresee(client: Client, ref: string, heads: Heads): Foreseen {
    const [ours, theirs] = [client.heads.get(ref), heads.get(ref)];
    if (ours === theirs) return { result: 'up-to-date', head: theirs };
    if (ours === undefined) {
      const named = client.named.get(ref) ?? [];
      const knows = named.some((id) => this.#versions.follows(id, theirs as CommitId));
      return knows ? { result: 'fast-forward', head: undefined } : { result: 'rejected', head: theirs };
    }
    if (theirs === undefined) return { result: 'created', head: ours };
    return this.#versions.follows(ours, theirs)
      ? { result: 'fast-forward', head: ours }
      : { result: 'rejected', head: theirs };
  }

  /** Takes note of a version that was made, once it is what it should be. */
  async #added(
    client: Client,
    ref: string,
    id: CommitId | undefined,
    files: Files,
    parents?: readonly CommitId[],
  ): Promise<CommitId> {
    const { commit } = await readCommit(await client.local(), id as CommitId, parseRef(ref).layer);
    const head = client.heads.get(ref);
    expect(commit.parents ?? []).toEqual(parents ?? (head === undefined ? [] : [head]));
    expect(`${commit.layer}/${commit.dataset}`).toBe(ref);
    this.#versions.add(id as CommitId, { ref, parents: commit.parents ?? [], files });
    return id as CommitId;
  }

  #moved(client: Client, ref: string, id: CommitId | undefined): void {
    client.heads.set(ref, id);
    if (id === undefined) return;
    client.named.set(ref, [...(client.named.get(ref) ?? []), id]);
    this.#kept.get(client)?.add(id);
  }

  #pushed(ref: string, id: CommitId | undefined): void {
    if (id === undefined && !this.#heads.has(ref)) return;
    this.#heads.set(ref, id);
    if (id !== undefined) this.#kept.get('remote')?.add(id);
  }

  async #check(client: Client, remoteToo: boolean): Promise<void> {
    const local = await client.local();
    await this.#checkLake(local, client.heads, this.#kept.get(client));
    if (remoteToo) await this.#checkLake(await this.#watched(), this.#heads, this.#kept.get('remote'));
    for (const [ref, head] of client.heads)
      expect(client.filesOf(ref)).toEqual(head && this.#versions.get(head).files);
  }

  async #checkLake(lake: Lake, heads: Heads, kept: ReadonlySet<CommitId> | undefined): Promise<void> {
    expect(await refsOf(lake)).toEqual(heads);
    const problems = [];
    for await (const problem of fsck(lake)) problems.push(problem);
    expect(problems).toEqual([]);
    const there = new Set<CommitId>();
    for await (const { id, found } of allCommits(lake)) if (found !== undefined) there.add(id);
    expect([...(kept ?? [])].filter((id) => !there.has(id))).toEqual([]);
  }

  /** The remote as somebody sees it who only looks. */
  async #watched(): Promise<Lake> {
    this.#watch ??= await this.#remote.open(this.#host);
    return this.#watch;
  }

  /** A change to what a ref holds here: mostly one file, new or other, sometimes one less. */
  #edited(client: Client, ref: string): Files {
    const head = client.heads.get(ref);
    const files: Record<string, string> = head === undefined ? {} : { ...this.#versions.get(head).files };
    const path = `f${this.#random.below(6)}`;
    if (this.#random.below(4) === 0 && files[path] !== undefined && Object.keys(files).length > 1)
      delete files[path];
    else files[path] = `${client.name} in step ${this.#step}\n`;
    return files;
  }

  #kind(): Step {
    let at = this.#random.below(100);
    for (const [kind, share] of Object.entries(STEPS)) {
      if (at < share) return kind as Step;
      at -= share;
    }
    return 'commit';
  }

  #oneOf<T>(items: readonly T[]): T {
    return items[this.#random.below(items.length)] as T;
  }
}

const isConflict = (merged: Files | readonly string[]): merged is readonly string[] => Array.isArray(merged);
