import { isDlakeError } from '../errors.ts';
import { commitsAtRemotes } from '../lake/commits-at-remotes.ts';
import type { LocalLake } from '../lake/lake.ts';
import type { CommitWithId } from '../lake/read-commit.ts';
import type { OpenRemote } from './open-remote.ts';
import type { Remote } from './remote.ts';
import { readRemotes, remoteNamed } from './remotes-file.ts';

/** A remote that could not be asked, and why. */
export interface SilentRemote {
  readonly remote: string;
  readonly reason: string;
}

/** The remotes from which a lake may get what it lacks, each opened when it is first needed. */
export class RemoteSources {
  readonly #lake: LocalLake;
  readonly #open: (remote: Remote) => Promise<OpenRemote>;
  readonly #only: string | undefined;
  readonly #silent = new Map<string, SilentRemote>();

  /** `only`: this remote and no other. Whoever `open`s them closes them too. */
  constructor(lake: LocalLake, open: (remote: Remote) => Promise<OpenRemote>, only?: string) {
    this.#lake = lake;
    this.#open = open;
    this.#only = only;
  }

  /** The remotes that could not be asked so far. */
  get silent(): readonly SilentRemote[] {
    return [...this.#silent.values()];
  }

  /**
   * The remotes that can be reached, those first that are known to have a version. Throws `remote-unknown` for one
   * that was named and is not known.
   */
  async *for(version: CommitWithId): AsyncIterable<OpenRemote> {
    for (const remote of await this.#order(version)) {
      if (this.#silent.has(remote.name)) continue;
      const open = await this.#reach(remote);
      if (open !== undefined) yield open;
    }
  }

  async #reach(remote: Remote): Promise<OpenRemote | undefined> {
    try {
      return await this.#open(remote);
    } catch (error) {
      if (!isDlakeError(error, 'remote-unreachable')) throw error;
      this.#silent.set(remote.name, { remote: remote.name, reason: error.data.reason });
      return undefined;
    }
  }

  async #order({ id }: CommitWithId): Promise<readonly Remote[]> {
    const { root } = this.#lake;
    if (this.#only !== undefined) return [remoteNamed(root, this.#only)];
    const remotes = readRemotes(root);
    if (remotes.length < 2) return remotes;
    const knowing = new Set<string>();
    for (const { name } of remotes) if ((await commitsAtRemotes(this.#lake, name)).has(id)) knowing.add(name);
    return [...remotes].sort((a, b) => Number(knowing.has(b.name)) - Number(knowing.has(a.name)));
  }
}
