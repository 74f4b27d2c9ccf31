import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { initLake } from '../../../src/lake/init-lake.ts';
import type { Lake, LakeHost, LocalLake } from '../../../src/lake/lake.ts';
import { openLake } from '../../../src/lake/open-lake.ts';
import { rebuild } from '../../../src/lake/rebuild.ts';
import { removeRef } from '../../../src/lake/remove-ref.ts';
import type { CommitId } from '../../../src/records/ids.ts';
import { parseRef } from '../../../src/records/parse-ref.ts';
import { fetch } from '../../../src/sync/fetch.ts';
import { pull } from '../../../src/sync/pull.ts';
import { push } from '../../../src/sync/push.ts';
import type { SyncedRef } from '../../../src/sync/synced-ref.ts';
import { commitFolder } from '../../../src/worktree/commit-folder.ts';
import { FolderOfRef } from '../../../src/worktree/folder-of-ref.ts';
import { ownFolder } from '../../../src/worktree/worktree-folder.ts';
import { Lab } from '../../faults/lab.ts';
import type { Files, Settled } from './model.ts';
import type { Heads } from './refs-of.ts';
import type { SharedRemote } from './shared-remote.ts';

const REMOTE = 'shared';

/** Somebody with a lake of their own, who does the same with the library and with the program. */
export class Client {
  readonly name: string;
  /** What the model says that its refs name. */
  readonly heads: Heads = new Map();
  /** What each of its refs has named, and is not undone. */
  readonly named = new Map<string, CommitId[]>();
  readonly #lab: Lab;
  readonly #remote: SharedRemote;
  readonly #host: LakeHost;
  #open: Promise<readonly [local: LocalLake, remote: Lake]> | undefined;

  constructor(name: string, remote: SharedRemote, now: () => Date) {
    this.name = name;
    this.#lab = new Lab({ DLAKE_AUTHOR: this.actor, DLAKE_HOST: name, ...remote.env });
    this.#remote = remote;
    const { folder } = this.#lab;
    this.#host = {
      host: name,
      cache: join(folder, 'cache'),
      runtime: join(folder, 'run'),
      catalogMode: 'inline',
      now,
    };
  }

  get actor(): string {
    return `${this.name} <${this.name}@example.org>`;
  }

  async begin(): Promise<void> {
    await initLake(this.#lab.lake, this.#host, { actor: this.actor });
    await this.#lab.json(['remote', 'add', REMOTE, ...this.#remote.address]);
  }

  async local(): Promise<LocalLake> {
    return (await this.#lakes())[0];
  }

  /** Ends as a program ends: the next step opens the lakes anew. */
  async stop(): Promise<void> {
    const open = this.#open;
    this.#open = undefined;
    for (const lake of (await open) ?? []) await lake.close();
  }

  async close(): Promise<void> {
    await this.stop();
    await this.#lab.close();
  }

  /** The files in the folder of a ref; undefined when there is no folder. */
  filesOf(ref: string): Files | undefined {
    const folder = this.#folder(ref);
    try {
      const names = readdirSync(folder).filter((name) => !name.startsWith('.'));
      return Object.fromEntries(names.sort().map((name) => [name, readFileSync(join(folder, name), 'utf8')]));
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
      throw error;
    }
  }

  /** Edits the folder of a ref until it has these files. */
  edit(ref: string, files: Files): void {
    const folder = this.#folder(ref);
    mkdirSync(folder, { recursive: true });
    const before = this.filesOf(ref) ?? {};
    for (const name of Object.keys(before)) if (files[name] === undefined) rmSync(join(folder, name));
    for (const [name, content] of Object.entries(files))
      if (before[name] !== content) writeFileSync(join(folder, name), content);
  }

  async commit(ref: string, step: number): Promise<CommitId> {
    const lake = await this.local();
    const parsed = parseRef(ref);
    const { id } = await commitFolder(lake, {
      place: { folder: ownFolder(lake.root, parsed), paths: undefined },
      facts: {
        action: 'manual',
        author: this.actor,
        message: `step ${step}`,
        inputs: [],
        keywords: [],
        metadata: parsed.layer === 'raw' ? {} : { attested: 'measured' },
      },
      update: false,
      allowDelete: true,
      allowEmpty: false,
      followSymlinks: false,
      linkMode: 'copy',
      checks: { lists: [], gzip: false, force: false },
    });
    return id;
  }

  async push(ref: string): Promise<SyncedRef> {
    const [local, lake] = await this.#lakes();
    const { refs } = await push(local, { name: REMOTE, lake }, [parseRef(ref)], { actor: this.actor });
    return refs[0] as SyncedRef;
  }

  async pull(ref: string, settled: Settled): Promise<SyncedRef> {
    const [local, lake] = await this.#lakes();
    const [from, named] = [{ name: REMOTE, lake }, [parseRef(ref)]];
    const fetched = await fetch(local, from, named, { actor: this.actor });
    const { refs } = await pull(local, from, fetched, {
      actor: this.actor,
      named,
      settle: () => settled,
      folderOf: (one) => new FolderOfRef(local, one, {}),
    });
    return refs[0] as SyncedRef;
  }

  /** Ends a ref, and forgets its folder. */
  async remove(ref: string): Promise<void> {
    await removeRef(await this.local(), parseRef(ref), this.actor, 'superseded');
    rmSync(this.#folder(ref), { recursive: true, force: true });
  }

  /** Makes the catalog again, and tells what was refused. */
  async rebuild(): Promise<readonly unknown[]> {
    const { refused } = await rebuild(await this.local());
    await this.stop();
    return refused;
  }

  /** Runs the program and kills it after so many milliseconds; true when that ended it. */
  async killed(words: readonly string[], after: number): Promise<boolean> {
    await this.stop();
    const { child, ended } = this.#lab.start(words, { env: { DLAKE_NOW: this.#host.now().toISOString() } });
    const timer = new AbortController();
    sleep(after, undefined, { signal: timer.signal }).then(
      () => child.kill('SIGKILL'),
      () => {},
    );
    const { signal } = await ended;
    timer.abort();
    return signal === 'SIGKILL';
  }

  /** The words for the program that do what `commit`, `push` and `pull` do. */
  words(verb: 'commit' | 'push' | 'pull', ref: string, step: number, settled: Settled): string[] {
    if (verb === 'push') return ['push', REMOTE, ref];
    if (verb === 'pull')
      return ['pull', REMOTE, ref, ...(settled === undefined ? [] : [`--${settled}`, '**'])];
    const attest = ref.startsWith('raw/') ? [] : ['--attest', 'measured'];
    return ['commit', ref, '-m', `step ${step}`, '--allow-delete', '--action', 'manual', ...attest];
  }

  #folder(ref: string): string {
    return join(this.#lab.lake, ref);
  }

  #lakes(): Promise<readonly [local: LocalLake, remote: Lake]> {
    this.#open ??= Promise.all([openLake(this.#lab.lake, this.#host), this.#remote.open(this.#host)]);
    return this.#open;
  }
}
