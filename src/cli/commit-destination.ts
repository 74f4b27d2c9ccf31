import { DlakeError } from '../errors.ts';
import type { LocalLake } from '../lake/lake.ts';
import { markPartial } from '../lake/partial-mark.ts';
import { type Ref, refText } from '../records/ref.ts';
import type { WorkProgress } from '../store/work-progress.ts';
import { RemoteDestination } from '../sync/destination.ts';
import type { OpenRemote } from '../sync/open-remote.ts';
import { push } from '../sync/push.ts';
import type { ProgressDisplay } from './progress-display.ts';

/** The remote that a commit sends its bytes to. */
export class CommitDestination {
  readonly #lake: LocalLake;
  readonly #remote: OpenRemote;
  readonly #how: { readonly actor: string; readonly signal: AbortSignal };
  readonly #progress: ProgressDisplay;
  #isHashing = false;

  constructor(
    lake: LocalLake,
    remote: OpenRemote,
    how: { readonly actor: string; readonly signal: AbortSignal },
    progress: ProgressDisplay,
  ) {
    this.#lake = lake;
    this.#remote = remote;
    this.#how = how;
    this.#progress = progress;
  }

  /** Where the bytes of the ref's next version go. Throws `remote-moved`. */
  of(ref: Ref): Promise<RemoteDestination> {
    markPartial(this.#lake.root);
    return RemoteDestination.open(this.#lake, this.#remote, ref, {
      ...this.#how,
      onSent: (done) => {
        if (!this.#isHashing) this.#progress.update({ what: 'Sending', ...done });
      },
    });
  }

  /** Shows how far hashing is; what is sent in the meantime is shown once it is done. */
  readonly showHashing = (done: WorkProgress): void => {
    this.#isHashing = done.objects < done.ofObjects;
    this.#progress.update({ what: 'Hashing', ...done });
  };

  /** Sends a version that is here already. Throws `remote-moved`. */
  async push(ref: Ref): Promise<void> {
    const { refs } = await push(this.#lake, this.#remote, [ref], this.#how);
    for (const { result, reason = '' } of refs)
      if (result === 'rejected')
        throw new DlakeError('remote-moved', { remote: this.#remote.name, ref: refText(ref), reason });
  }
}
