import { DlakeError, isDlakeError } from '../errors.ts';
import type { Lake } from '../lake/lake.ts';
import type { CommitWithId } from '../lake/read-commit.ts';
import { readingProblem } from '../lake/reading-problem.ts';
import type { RefHead } from '../lake/ref-head.ts';
import { decodeCommit } from '../records/decode-commit.ts';
import type { CommitId, ObjectId } from '../records/ids.ts';
import type { Layer } from '../records/layers.ts';
import { datasetOf, type Ref, refText } from '../records/ref.ts';
import type { CallOptions, Session } from '../store/contract.ts';
import { commitsBehind } from './commits-behind.ts';
import { readHeads } from './read-heads.ts';
import type { SyncedRef } from './synced-ref.ts';
import { type RefToTrack, settleTracked, trackAll, trackedRef } from './tracked-refs.ts';

/** Commits that are read from the remote together. */
const AT_ONCE = 1000;

/** What came of refs that were fetched together. */
export interface FetchedRefs {
  readonly refs: readonly SyncedRef[];
  readonly objects: number;
  readonly bytes: number;
}

/**
 * Brings the commits behind some refs of one layer, makes them durable together, and notes after that where the
 * refs stand at the remote. A ref that lies is rejected by name, the rest goes on.
 */
export async function fetchRefs(
  local: Lake,
  remote: { readonly name: string; readonly lake: Lake },
  layer: Layer,
  heads: readonly RefHead[],
  options: CallOptions & { readonly actor: string; readonly dryRun?: boolean },
): Promise<FetchedRefs> {
  const { signal, actor, dryRun } = options;
  const session = dryRun ? undefined : await local.store.session(layer, signal && { signal });
  try {
    const batch = new RefBatch(local, remote, layer, session);
    const refs = await batch.take(heads);
    await batch.bring();
    if (session === undefined) return { refs, objects: batch.commits, bytes: batch.bytes };
    const got = batch.commits === 0 ? { objects: 0, bytes: 0 } : await session.flush();
    await trackAll(local, remote.name, batch.seen, actor);
    await settleTracked(local, remote.name, batch.standing);
    return { refs, ...got };
  } finally {
    await session?.close();
  }
}

type Known = NonNullable<Awaited<ReturnType<typeof trackedRef>>>;

class RefBatch {
  readonly #local: Lake;
  readonly #remote: { readonly name: string; readonly lake: Lake };
  readonly #layer: Layer;
  readonly #session: Session | undefined;
  #wanted: ObjectId[] = [];
  /** Refs whose news are here, or will be with the next `bring`. */
  readonly seen: RefToTrack[] = [];
  /** Refs that are known to stand where they do. */
  standing: readonly Ref[] = [];
  /** How many commits are new, and how large they are where they are only counted. */
  commits = 0;
  bytes = 0;

  constructor(
    local: Lake,
    remote: { readonly name: string; readonly lake: Lake },
    layer: Layer,
    session: Session | undefined,
  ) {
    this.#local = local;
    this.#remote = remote;
    this.#layer = layer;
    this.#session = session;
  }

  /** Looks what is new about refs. */
  async take(heads: readonly RefHead[]): Promise<readonly SyncedRef[]> {
    const known = new Map<RefHead, Known | undefined>();
    for (const head of heads) known.set(head, await trackedRef(this.#local, this.#remote.name, head.ref));
    const isNews = (head: RefHead) => {
      const last = known.get(head);
      return last === undefined || last.commit !== head.commit;
    };
    this.standing = heads.filter((head) => !isNews(head)).map(({ ref }) => ref);
    const moved = heads
      .filter(isNews)
      .map((head) => ({ commit: head.commit, known: known.get(head)?.commit }));
    const bytes = await readHeads(this.#remote.lake, this.#layer, moved);
    const synced: SyncedRef[] = [];
    for (const head of heads) {
      const last = known.get(head);
      const outcome = { ref: refText(head.ref), from: last?.commit, to: head.commit };
      synced.push(
        isNews(head)
          ? { ...outcome, ...(await this.#one(head, last, bytes)) }
          : { ...outcome, result: 'up-to-date' },
      );
    }
    return synced;
  }

  /** Puts what was found to be new into the session, or counts it. */
  async bring(): Promise<void> {
    const wanted = this.#wanted;
    this.#wanted = [];
    if (wanted.length === 0) return;
    if (this.#session === undefined) {
      const sizes = await this.#remote.lake.store.sizes(this.#layer, wanted);
      for (const size of sizes.values()) this.bytes += size;
      return;
    }
    for await (const batch of this.#remote.lake.store.readMany(this.#layer, wanted)) {
      for (const { id, bytes } of batch) this.#session.put(id, bytes);
      await this.#session.room();
    }
  }

  async #one(
    head: RefHead,
    known: Known | undefined,
    commits: ReadonlyMap<ObjectId, Uint8Array>,
  ): Promise<Pick<SyncedRef, 'result' | 'reason'>> {
    const { ref, commit } = head;
    const from = known?.commit;
    try {
      if (commit !== undefined) await this.#walk(ref, commit, from, commits.get(commit));
      this.seen.push({ ref, commit, last: known?.last });
      return { result: from === undefined ? 'created' : 'fast-forward' };
    } catch (error) {
      const reason = isDlakeError(error, 'interrupted') ? undefined : readingProblem(error);
      if (reason === undefined) throw error;
      return { result: 'rejected', reason };
    }
  }

  async #walk(
    ref: Ref,
    id: CommitId,
    known: CommitId | undefined,
    bytes: Uint8Array | undefined,
  ): Promise<void> {
    const found = bytes ?? (await this.#remote.lake.store.read(this.#layer, id));
    if (found === undefined) throw new DlakeError('object-missing', { id });
    const newest = { id, commit: decodeCommit(found) };
    for await (const one of commitsBehind(this.#remote.lake, newest, known, ref.layer)) {
      checkOwn(ref, one);
      this.#wanted.push(one.id);
      this.commits += 1;
      if (this.#wanted.length >= AT_ONCE) await this.bring();
    }
  }
}

/** A ref names versions of its own dataset and layer, whatever a remote says. */
function checkOwn(ref: Ref, { id, commit }: CommitWithId): void {
  if (commit.layer === ref.layer && commit.dataset === datasetOf(ref)) return;
  throw new DlakeError('record-invalid', { what: `commit ${id}`, reason: `it is not of ${refText(ref)}` });
}
