import type { LakeHost } from '../lake/lake.ts';
import { type OpenRemote, type OpenRemoteOptions, openRemote } from './open-remote.ts';
import type { Remote } from './remote.ts';

/** The lakes of several remotes, each opened when it is first asked for and closed with all others. */
export class OpenRemotes {
  readonly #host: LakeHost;
  readonly #open = new Map<string, Promise<OpenRemote>>();

  constructor(host: LakeHost) {
    this.#host = host;
  }

  /** The open lake of a remote. Throws what `openRemote` throws. */
  of(remote: Remote, options?: OpenRemoteOptions): Promise<OpenRemote> {
    const key = JSON.stringify(remote);
    const opened = this.#open.get(key) ?? openRemote(remote, this.#host, options);
    this.#open.set(key, opened);
    return opened;
  }

  /** Closes them; the first failure is thrown once all are closed. */
  async close(): Promise<void> {
    const opened = await Promise.allSettled(this.#open.values());
    this.#open.clear();
    const closed = await Promise.allSettled(
      opened.map(async (one) => (one.status === 'fulfilled' ? one.value.lake.close() : undefined)),
    );
    for (const one of closed) if (one.status === 'rejected') throw one.reason;
  }
}
