import type { Lake } from '../lake/lake.ts';
import type { CommitWithId } from '../lake/read-commit.ts';
import type { BlobId, ObjectId } from '../records/ids.ts';
import type { Ref } from '../records/ref.ts';
import type { CallOptions, Session, Store } from '../store/contract.ts';
import { RelaySession } from '../store/relay/relay-session.ts';
import type { WorkProgress } from '../store/work-progress.ts';
import { checkStanding, sendVersion } from './send-version.ts';
import { takeFromLayers } from './take-from-layers.ts';

export interface DestinationOptions extends CallOptions {
  readonly actor: string;
  readonly onSent?: (done: WorkProgress) => void;
}

/**
 * A remote as the place where the bytes of a ref's next version go, while the lake here keeps its records: what it
 * has is not sent, what it has in another layer it copies by itself, and its ref moves before the one here.
 */
export class RemoteDestination {
  readonly #local: Lake;
  readonly #remote: { readonly name: string; readonly lake: Lake };
  readonly #ref: Ref;
  readonly #options: DestinationOptions;

  /** Throws `remote-moved` where the ref there is not what the one here can follow. */
  static async open(
    local: Lake,
    remote: { readonly name: string; readonly lake: Lake },
    ref: Ref,
    options: DestinationOptions,
  ): Promise<RemoteDestination> {
    await checkStanding(local, remote, ref, options.actor);
    return new RemoteDestination(local, remote, ref, options);
  }

  private constructor(
    local: Lake,
    remote: { readonly name: string; readonly lake: Lake },
    ref: Ref,
    options: DestinationOptions,
  ) {
    this.#local = local;
    this.#remote = remote;
    this.#ref = ref;
    this.#options = options;
  }

  /** A session that has bytes go there, and records into the session here, which it ends. */
  async session(here: Session): Promise<RelaySession> {
    const { layer } = this.#ref;
    const { store } = this.#remote.lake;
    const { signal, onSent } = this.#options;
    // What was sent counts at once: a run that is cut off and begun again sends the rest.
    const session = await store.session(layer, { visibleEarly: true, ...(signal && { signal }) });
    const lacking = async (
      ids: readonly BlobId[],
      bytesOf: (id: ObjectId) => Promise<AsyncIterable<Uint8Array> | undefined>,
    ) => {
      const missing = await store.missing(layer, ids, { bytesOf, ...(signal && { signal }) });
      if (missing.size === 0) return missing;
      const taken = await takeFromLayers(this.#remote.lake, session, layer, [...missing]);
      return new Set([...missing].filter((id) => !taken.has(id)));
    };
    return new RelaySession(here, { session, lacking }, onSent);
  }

  /** Those of these blobs that are not there. */
  missing: Store['missing'] = (layer, ids, options) => this.#remote.lake.store.missing(layer, ids, options);

  /** Brings the version there, before the ref here moves to it. */
  send = (version: CommitWithId): Promise<CommitWithId> =>
    sendVersion(this.#local, this.#remote, version, this.#options);
}
