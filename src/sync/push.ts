import { isDlakeError } from '../errors.ts';
import { brokenRule } from '../lake/admission.ts';
import type { Lake } from '../lake/lake.ts';
import { endRef, moveRef } from '../lake/move-ref.ts';
import { type CommitWithId, findCommit } from '../lake/read-commit.ts';
import { type RefHead, refHead } from '../lake/ref-head.ts';
import { refHeads } from '../lake/ref-heads.ts';
import { withdrawnFiles } from '../lake/withdraw/refuse-withdrawn.ts';
import type { CommitId } from '../records/ids.ts';
import { LAYERS } from '../records/layers.ts';
import { type Ref, refText } from '../records/ref.ts';
import type { CallOptions } from '../store/contract.ts';
import { copyNotes } from './copy-notes.ts';
import { addCopies, type CopyProgress, NOTHING_COPIED } from './copy-progress.ts';
import { copyTags, type TagConflict } from './copy-tags.ts';
import type { CopyOptions } from './copy-versions.ts';
import { copyWithdrawals, type HeardWithdrawals } from './copy-withdrawals.ts';
import { countedCopy } from './counted-copy.ts';
import { isBehind } from './is-behind.ts';
import { newCommits } from './new-commits.ts';
import { type PlannedCopy, planCopy } from './planned-copy.ts';
import type { SyncedRef } from './synced-ref.ts';
import { track } from './tracked-refs.ts';
import type { TransferProgress } from './transfer-progress.ts';

export interface PushOptions extends CallOptions {
  readonly actor: string;
  /** Say what would be sent, send nothing. */
  readonly dryRun?: boolean;
  /** The commit that the refs are going to name here, where they don't yet. */
  readonly to?: CommitId;
  readonly onProgress?: (done: TransferProgress) => void;
}

/** What a push came to. */
export interface Pushed {
  readonly refs: readonly SyncedRef[];
  readonly objectsSent: number;
  readonly bytesSent: number;
  /** Objects that the remote took from another of its layers. */
  readonly objectsCopied: number;
  readonly tags: readonly TagConflict[];
  /** What this lake heard of that is withdrawn there; absent where there was nothing new. */
  readonly withdrawn?: HeardWithdrawals;
  /** What the remote heard of from this lake. */
  readonly withdrawnThere?: HeardWithdrawals;
}

/**
 * Sends refs of a lake to another one: what they name first, each ref last and by itself, in the order of layers,
 * so that what a promotion came from is there before it. A ref that the other lake has moved on is rejected,
 * never overwritten; one that has ended here ends there.
 */
export async function push(
  local: Lake,
  remote: { readonly name: string; readonly lake: Lake },
  refs: readonly Ref[],
  options: PushOptions,
): Promise<Pushed> {
  const ordered = [...refs].sort((a, b) => LAYERS.indexOf(a.layer) - LAYERS.indexOf(b.layer));
  const synced: SyncedRef[] = [];
  let total = NOTHING_COPIED;
  // Both sides hear first of what nobody is to send any more.
  const heard = options.dryRun ? undefined : await copyWithdrawals(remote.lake, local, options.actor);
  const told = options.dryRun ? undefined : await copyWithdrawals(local, remote.lake, options.actor);
  const theirs = new Map<Ref, RefHead>();
  for await (const heads of refHeads(remote.lake, ordered))
    for (const head of heads) theirs.set(head.ref, head);
  for (const ref of ordered) {
    const one = new RefPush(local, remote.lake, ref, options);
    const outcome = await one.run(theirs.get(ref));
    total = addCopies(total, one.sent);
    synced.push(outcome);
    // Where the remote went its own way, only a fetch brings what it names there.
    if (outcome.result !== 'rejected' && !options.dryRun)
      await track(local, remote.name, { ref, commit: outcome.to }, options.actor);
  }
  if (!options.dryRun) await copyNotes(local, remote.lake, ordered, options.actor);
  const tags = options.dryRun ? [] : await copyTags(local, remote.lake, options.actor);
  return {
    refs: synced,
    objectsSent: total.objects,
    bytesSent: total.bytes,
    objectsCopied: total.copied,
    tags,
    ...(heard && { withdrawn: heard }),
    ...(told && { withdrawnThere: told }),
  };
}

/** One ref on its way. */
class RefPush {
  readonly #local: Lake;
  readonly #remote: Lake;
  readonly #ref: Ref;
  readonly #options: PushOptions;
  /** What was sent for it. */
  sent: CopyProgress = NOTHING_COPIED;

  constructor(local: Lake, remote: Lake, ref: Ref, options: PushOptions) {
    this.#local = local;
    this.#remote = remote;
    this.#ref = ref;
    this.#options = options;
  }

  /** `theirs` is where the ref stands there. */
  async run(theirs: RefHead | undefined): Promise<SyncedRef> {
    const { to } = this.#options;
    const ours = to === undefined ? await refHead(this.#local, this.#ref) : { commit: to };
    const outcome = {
      ref: refText(this.#ref),
      from: theirs?.commit,
      to: ours?.commit,
    };
    if (ours?.commit === theirs?.commit) return { ...outcome, result: 'up-to-date' };
    const rejected = (reason: string): SyncedRef => ({ ...outcome, result: 'rejected', reason });
    if (ours?.commit === undefined) return this.#end(outcome, theirs);
    const { commits, follows } = await newCommits(this.#local, ours.commit, theirs?.commit, this.#ref.layer);
    if (!follows) return rejected(await this.#whyNot(ours.commit, theirs));
    const rule = (await this.#withdrawnIn(commits)) ?? (await this.#brokenRule(commits));
    if (rule !== undefined) return rejected(rule);
    const done = { ...outcome, result: theirs?.commit === undefined ? 'created' : 'fast-forward' } as const;
    if (this.#options.dryRun) return { ...done, plan: await this.#plan(commits, theirs) };
    return (await this.#send(commits, theirs, ours.commit)) ?? done;
  }

  /** Ends the ref there, if what it names there is what it named here. */
  async #end(
    outcome: Pick<SyncedRef, 'ref' | 'from' | 'to'>,
    theirs: RefHead | undefined,
  ): Promise<SyncedRef> {
    const { from } = outcome;
    if (theirs === undefined || from === undefined) return { ...outcome, result: 'up-to-date' };
    if (!(await isBehind(this.#local, this.#ref, from)))
      return { ...outcome, result: 'rejected', reason: movedOn(theirs) };
    if (this.#options.dryRun) return { ...outcome, result: 'fast-forward' };
    const facts = { actor: this.#options.actor, reason: 'ended' };
    const lost = await this.#race(undefined, () =>
      endRef(this.#remote, this.#ref, { ...theirs, commit: from }, facts),
    );
    return lost === undefined
      ? { ...outcome, result: 'fast-forward' }
      : { ...outcome, result: 'rejected', reason: lost };
  }

  async #whyNot(ours: CommitId, theirs: RefHead | undefined): Promise<string> {
    if (theirs?.commit === undefined) return 'the ref has ended there';
    const isOld = await isBehind(this.#remote, this.#ref, ours);
    return isOld ? `it is behind: ${movedOn(theirs)}` : `the two have diverged: ${movedOn(theirs)}`;
  }

  /** The rule of admission that one of these breaks there, the oldest first. */
  async #brokenRule(commits: readonly CommitWithId[]): Promise<string | undefined> {
    for (const { commit } of commits.toReversed()) {
      const rule = await brokenRule(this.#remote, commit);
      if (rule !== undefined) return rule;
    }
    return undefined;
  }

  /** What the newest of these names that is withdrawn: the ref is not to name it. Older ones are sent without. */
  async #withdrawnIn([newest]: readonly CommitWithId[]): Promise<string | undefined> {
    if (newest === undefined) return undefined;
    const lakes = [this.#local, this.#remote];
    const known = await Promise.all(lakes.map(({ store }) => store.withdrawn?.() ?? new Set<never>()));
    const withdrawn = new Set(known.flatMap((ids) => [...ids]));
    for await (const { path } of withdrawnFiles(this.#local, newest.commit, withdrawn))
      return isWithdrawn(path);
    return undefined;
  }

  /** What would be sent. */
  async #plan(commits: readonly CommitWithId[], theirs: RefHead | undefined): Promise<PlannedCopy> {
    const plan = await planCopy(this.#local, this.#remote, commits, await this.#how(theirs));
    this.sent = plan;
    return plan;
  }

  async #how(theirs: RefHead | undefined): Promise<Pick<CopyOptions, 'base' | 'signal'>> {
    const { signal } = this.#options;
    const base = theirs?.commit;
    const known = base && (await findCommit(this.#local, base, this.#ref.layer));
    return { base: known?.commit.manifest, ...(signal && { signal }) };
  }

  /** Sends what commits name and moves the ref; tells why somebody else was first. */
  async #send(
    commits: readonly CommitWithId[],
    theirs: RefHead | undefined,
    to: CommitId,
  ): Promise<SyncedRef | undefined> {
    const { signal, onProgress, actor } = this.#options;
    const how = { ...(await this.#how(theirs)), onTransfer: onProgress };
    const session = await this.#remote.store.session(this.#ref.layer, {
      // What was sent counts at once: a push that is cut off and begun again sends the rest.
      visibleEarly: true,
      ...(signal && { signal }),
    });
    try {
      this.sent = await countedCopy(this.#local, this.#remote, session, commits.toReversed(), how);
      await session.flush();
      const lost = await this.#race(to, () => moveRef(this.#remote, this.#ref, theirs, to, { actor }));
      return lost === undefined
        ? undefined
        : { ref: refText(this.#ref), from: theirs?.commit, to, result: 'rejected', reason: lost };
    } finally {
      await session.close();
    }
  }

  /** Moves the ref there; why that failed when somebody else was first. */
  async #race(to: CommitId | undefined, move: () => Promise<unknown>): Promise<string | undefined> {
    try {
      await move();
      return undefined;
    } catch (error) {
      if (isDlakeError(error, 'withdrawn')) return isWithdrawn(error.data.path);
      if (!isDlakeError(error, 'ref-moved')) throw error;
      const theirs = await refHead(this.#remote, this.#ref);
      // Our own move, by a push that was cut off before it heard of it.
      return theirs?.commit === to ? undefined : movedOn(theirs);
    }
  }
}

const isWithdrawn = (path: string | undefined): string =>
  `${path ?? 'one of its files'} is withdrawn: commit a version without it`;

/** Who moved the ref there, and when. */
function movedOn(theirs: RefHead | undefined): string {
  if (theirs === undefined) return 'somebody else made the ref meanwhile';
  const { actor, at } = theirs.moved.entry;
  return `${actor} moved the ref at ${at}`;
}
