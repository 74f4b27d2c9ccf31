import { isAncestor } from '../lake/ancestors.ts';
import type { Lake } from '../lake/lake.ts';
import { moveRef } from '../lake/move-ref.ts';
import { type CommitWithId, findCommit, readCommit } from '../lake/read-commit.ts';
import { pageReader } from '../lake/read-page.ts';
import { recordVersion } from '../lake/record-version.ts';
import { type RefHead, refHead } from '../lake/ref-head.ts';
import { checkManifest } from '../records/check-manifest.ts';
import type { CommitId, ManifestId } from '../records/ids.ts';
import { rebuildManifest } from '../records/rebuild-manifest.ts';
import { type Ref, refText } from '../records/ref.ts';
import type { CallOptions } from '../store/contract.ts';
import { addCopies, type CopyProgress, NOTHING_COPIED } from './copy-progress.ts';
import type { CopyOptions } from './copy-versions.ts';
import { countedCopy } from './counted-copy.ts';
import { getFiles } from './get-files.ts';
import { lostObject } from './lost-object.ts';
import { mergeBases } from './merge-bases.ts';
import { mergeFacts } from './merge-facts.ts';
import { type MergeConflict, mergeManifests, type Settle } from './merge-manifests.ts';
import { onlyFrom } from './only-from.ts';
import type { SyncedRef } from './synced-ref.ts';
import type { TransferProgress } from './transfer-progress.ts';

/** What a folder has of a version. */
export interface FolderContent {
  readonly manifest: ManifestId;
  /** Paths that it takes in; those of a partial checkout alone. */
  readonly isMeant: (path: string) => boolean;
}

/** The folder of a ref, which follows it. */
export interface FollowingFolder {
  /** The version that it stems from; undefined where there is none, so that every file has to come. */
  content(): Promise<FolderContent | undefined>;
  /** Throws `worktree-dirty` when there are changes in it that are in no commit. */
  refuseUnsaved(): Promise<void>;
  /** Is told what the ref names, before anything moves: a pull that was killed may have left the folder behind. */
  catchUp(version: CommitWithId): Promise<void>;
  /** Takes on the files of what the ref names now. */
  follow(version: CommitWithId): Promise<void>;
}

export interface PullRefOptions extends CallOptions {
  readonly folder: FollowingFolder;
  /** Who merges. */
  readonly actor: string;
  readonly settle: Settle;
  readonly onProgress?: (done: TransferProgress) => void;
}

/** What became of one ref that was pulled. */
export interface PulledRef extends SyncedRef {
  readonly conflicts: readonly MergeConflict[];
  readonly received: CopyProgress;
}

/**
 * Brings the files of a ref as another lake has it, whose commits were fetched before, and lets the ref and its
 * folder follow: forward, or by a merge where both sides went on. Every byte that the folder needs is here before the
 * ref moves; what a partial checkout leaves out, or was dropped here, does not come. Where there are conflicts nothing
 * moves. Throws `worktree-dirty`, having changed nothing.
 */
export async function pullRef(
  local: Lake,
  remote: { readonly name: string; readonly lake: Lake },
  ref: Ref,
  theirs: CommitId,
  options: PullRefOptions,
): Promise<PulledRef> {
  return new RefPull(local, remote, ref, options).run(await readCommit(local, theirs, ref.layer));
}

class RefPull {
  readonly #local: Lake;
  readonly #remote: { readonly name: string; readonly lake: Lake };
  readonly #ref: Ref;
  readonly #options: PullRefOptions;
  #received = NOTHING_COPIED;

  constructor(
    local: Lake,
    remote: { readonly name: string; readonly lake: Lake },
    ref: Ref,
    options: PullRefOptions,
  ) {
    this.#local = local;
    this.#remote = remote;
    this.#ref = ref;
    this.#options = options;
  }

  async run(theirs: CommitWithId): Promise<PulledRef> {
    const head = await refHead(this.#local, this.#ref);
    const ours = head?.commit;
    const before = ours === undefined ? undefined : await readCommit(this.#local, ours, this.#ref.layer);
    if (before !== undefined) await this.#options.folder.catchUp(before);
    if (ours !== undefined && (ours === theirs.id || (await this.#isBehind(theirs.id, ours)))) {
      await this.#bring(theirs, undefined);
      return this.#told(ours, ours, 'up-to-date');
    }
    await this.#options.folder.refuseUnsaved();
    await this.#bring(theirs, before?.commit.manifest);
    if (before === undefined || (await this.#isBehind(before.id, theirs.id))) {
      await this.#follow(head, theirs);
      return this.#told(ours, theirs.id, before === undefined ? 'created' : 'fast-forward');
    }
    return this.#merge(head as RefHead, before, theirs);
  }

  async #merge(head: RefHead, ours: CommitWithId, theirs: CommitWithId): Promise<PulledRef> {
    const { layer } = this.#ref;
    if (layer === 'curated' || layer === 'archive') {
      const reason = `the two have diverged, and ${layer} is never merged: promote again on what is there now`;
      return { ...this.#told(ours.id, theirs.id, 'rejected'), reason };
    }
    const bases = await mergeBases(this.#local, ours.id, theirs.id, layer);
    for (const base of bases) await this.#bringRecords(base, ours.commit.manifest);
    const readPage = pageReader(this.#local, layer);
    const manifests = bases.map(({ commit }) => commit.manifest);
    const { settle, signal, actor } = this.#options;
    const merged = await mergeManifests(
      manifests,
      ours.commit.manifest,
      theirs.commit.manifest,
      readPage,
      settle,
    );
    if (merged.conflicts.length > 0) {
      const { length } = merged.conflicts;
      const reason = `${length === 1 ? '1 path was' : `${length} paths were`} changed on both sides`;
      return { ...this.#told(ours.id, theirs.id, 'rejected'), reason, conflicts: merged.conflicts };
    }
    const session = await this.#local.store.session(layer, signal && { signal });
    try {
      const content = await rebuildManifest(ours.commit.manifest, merged.changes, readPage, (page) =>
        session.put(page.id, page.bytes),
      );
      const { id, commit } = await recordVersion(this.#local, session, {
        ref: this.#ref,
        content,
        head,
        parents: [ours.id, theirs.id],
        facts: mergeFacts(ours.commit, theirs.commit, { author: actor, remote: this.#remote.name }),
        reason: 'merge',
      });
      await this.#options.folder.follow({ id, commit });
      return this.#told(ours.id, id, 'merged');
    } finally {
      await session.close();
    }
  }

  /** Moves the ref to a version that is here whole, and its folder after it. */
  async #follow(head: RefHead | undefined, to: CommitWithId): Promise<void> {
    await moveRef(this.#local, this.#ref, head, to.id, {
      actor: this.#options.actor,
      reason: `pulled from ${this.#remote.name}`,
    });
    await this.#options.folder.follow(to);
  }

  /** Brings what the folder needs of a version and is not here, all of it checked. */
  async #bring(version: CommitWithId, known: ManifestId | undefined): Promise<void> {
    const content = await this.#options.folder.content();
    if (content === undefined) return this.#copy(version, { base: known });
    await this.#bringRecords(version, known);
    const { signal, onProgress } = this.#options;
    const got = await getFiles(this.#local, onlyFrom(this.#remote), version, {
      base: content.manifest,
      isMeant: content.isMeant,
      ...(signal && { signal }),
      ...(onProgress && { onProgress }),
    });
    if (got.lost[0] !== undefined) throw lostObject(got.lost[0]);
    this.#received = addCopies(this.#received, {
      objects: got.objects,
      bytes: got.bytes,
      copied: got.copied,
    });
  }

  /** Brings a version without its files. */
  #bringRecords(version: CommitWithId, known: ManifestId | undefined): Promise<void> {
    return this.#copy(version, { base: known, recordsOnly: true });
  }

  async #copy(version: CommitWithId, what: Pick<CopyOptions, 'base' | 'recordsOnly'>): Promise<void> {
    const { layer } = this.#ref;
    const { signal, onProgress } = this.#options;
    const before = this.#received;
    const session = await this.#local.store.session(layer, signal && { signal });
    try {
      const copied = await countedCopy(this.#remote.lake, this.#local, session, [version], {
        ...what,
        ...(signal && { signal }),
        onTransfer: onProgress,
      });
      await session.flush();
      this.#received = addCopies(before, copied);
    } finally {
      await session.close();
    }
    await checkManifest(version.commit.manifest, pageReader(this.#local, layer), version.commit);
  }

  async #isBehind(older: CommitId, newer: CommitId): Promise<boolean> {
    if ((await findCommit(this.#local, older, this.#ref.layer)) === undefined) return false;
    return isAncestor(this.#local, older, newer, this.#ref.layer);
  }

  #told(from: CommitId | undefined, to: CommitId, result: SyncedRef['result']): PulledRef {
    return { ref: refText(this.#ref), from, to, result, conflicts: [], received: this.#received };
  }
}
