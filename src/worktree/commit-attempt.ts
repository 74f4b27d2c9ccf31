import { isDeepStrictEqual } from 'node:util';
import { DlakeError, isDlakeError } from '../errors.ts';
import { checkDeletions } from '../lake/check-deletions.ts';
import type { LocalLake } from '../lake/lake.ts';
import { readCommit } from '../lake/read-commit.ts';
import { pageReader } from '../lake/read-page.ts';
import { recordVersion, type VersionToRecord } from '../lake/record-version.ts';
import { type RefHead, refHead } from '../lake/ref-head.ts';
import type { VersionFacts } from '../lake/version-facts.ts';
import type { Commit } from '../records/commit.ts';
import { type ManifestChange, type PathChange, sameEntry } from '../records/diff-manifests.ts';
import type { CommitId, ManifestId } from '../records/ids.ts';
import { type EmitPage, ManifestBuilder, type ManifestRoot } from '../records/manifest-builder.ts';
import { isSymlink, type ManifestEntry } from '../records/manifest-entry.ts';
import type { ReadPage } from '../records/manifest-tree.ts';
import { mergeChanges } from '../records/merge-changes.ts';
import { rebuildManifest } from '../records/rebuild-manifest.ts';
import { type Ref, refSubject, refText } from '../records/ref.ts';
import { sortUtf8 } from '../records/utf8-order.ts';
import type { CallOptions, Session } from '../store/contract.ts';
import { type Base, type BaseVersion, type LinkMode, writeBase } from './base.ts';
import { changesSince } from './changes.ts';
import type { CommitPlace } from './commit-place.ts';
import { expectedOfVersion, type Published } from './expected-of-version.ts';
import { rowOf } from './file-table.ts';
import { isFoldable } from './folding.ts';
import { keepCache } from './keep-cache.ts';
import { type MovedOn, movedOn } from './moved-on.ts';
import { onceSeen } from './once-seen.ts';
import { forgetPuts, notePut } from './put-notes.ts';
import { refreshedCache } from './refreshed-cache.ts';
import { announceVersion, settleUpdate } from './settle-update.ts';
import type { Snapshot } from './snapshot.ts';
import { entryAt } from './table-entry.ts';
import { takeTurn } from './take-turn.ts';
import type { WorktreeFolder } from './worktree-folder.ts';

/** How what was read of a folder is to be recorded. */
export interface RecordOptions extends CallOptions {
  readonly place: CommitPlace;
  readonly facts: VersionFacts;
  readonly published: Published;
  readonly allowDelete: boolean;
  readonly allowEmpty: boolean;
  readonly linkMode: LinkMode;
  readonly followSymlinks: boolean;
  readonly send?: VersionToRecord['send'];
}

/** What a commit came to. */
export interface CommitOutcome {
  readonly id: CommitId;
  readonly commit: Commit;
  /** How its files differ from those of the version before. */
  readonly changes: readonly PathChange[];
  readonly newObjects: number;
  readonly newBytes: number;
  /** Whether some file system may take one of its paths for another. */
  readonly foldable: boolean;
  /** True when the ref has these files already; then nothing was recorded. */
  readonly unchanged: boolean;
}

/** What the new version holds. */
interface Content extends ManifestRoot {
  readonly regularFiles: number;
  readonly foldable: boolean;
}

/** One commit on its way: the folder is read, the ref may still move. */
export class CommitAttempt {
  readonly #lake: LocalLake;
  readonly #session: Session;
  readonly #folder: WorktreeFolder;
  readonly #base: Base | undefined;
  readonly #taken: Snapshot;
  readonly #options: RecordOptions;
  readonly #announce = (next: BaseVersion): void => announceVersion(this.#folder, this.#base, next);

  constructor(
    lake: LocalLake,
    session: Session,
    folder: WorktreeFolder,
    base: Base | undefined,
    taken: Snapshot,
    options: RecordOptions,
  ) {
    this.#lake = lake;
    this.#session = session;
    this.#folder = folder;
    this.#base = base;
    this.#taken = taken;
    this.#options = options;
  }

  /** The folder is the version. */
  async replace(): Promise<CommitOutcome> {
    const base = this.#base;
    const head = await refHead(this.#lake, this.#ref);
    const readPage = pageReader(this.#lake, this.#ref.layer);
    const before = await this.#versionAt(head);
    const parent = before?.manifest;
    const told =
      base !== undefined && base.manifest === parent && this.#options.place.paths === undefined
        ? await changesSince(base, this.#taken.survey, this.#taken.hashed, readPage)
        : undefined;
    const content =
      (base && told && (await this.#rebuild(base, told, readPage).catch(unlessLost))) ??
      (await this.#build(this.#taken.entries()));
    if (base !== undefined && head?.commit !== undefined && base.commit !== head.commit) {
      // What has the files of the base or of the folder is nothing that the folder could take back.
      if (parent !== base.manifest && parent !== content.root) throw behind(this.#ref, base, head.commit);
    }
    const changes = told ?? (await mergeChanges(parent, this.#taken.entries(), readPage, bareChange));
    this.#checkSize(content);
    if (before !== undefined && !this.#options.allowDelete) checkDeletions(this.#ref, before.files, changes);
    const outcome = await this.#record(head, before, content, changes, this.#announce);
    this.#remember(outcome, base?.only);
    return outcome;
  }

  /** The folder's files on top of where the ref stands; a lost race is tried again. */
  async onto(): Promise<CommitOutcome> {
    const { root } = this.#lake;
    const { signal } = this.#options;
    const endTurn = await takeTurn(root, this.#ref, signal);
    try {
      return await onceSeen(root, signal, () => this.#ontoHead());
    } finally {
      endTurn();
    }
  }

  async #ontoHead(): Promise<CommitOutcome> {
    const base = this.#base;
    const readPage = pageReader(this.#lake, this.#ref.layer);
    let since: Parameters<typeof movedOn>[0] | undefined = base;
    for (;;) {
      const head = await refHead(this.#lake, this.#ref);
      const before = await this.#versionAt(head);
      const parent = before?.manifest;
      since ??= { manifest: parent };
      const moved =
        parent === undefined ? new Map<string, MovedOn>() : await movedOn(since, parent, readPage);
      const { same, stale } = this.#settle(moved);
      const entries = () => withStale(this.#taken.entries(parent), stale);
      const content = await this.#build(entries());
      const changes = await mergeChanges(parent, entries(), readPage, wholeChange);
      this.#checkSize(content);
      // Where others moved the ref on, the folder lacks what they added: its base stays what it was.
      const follows =
        base === undefined ? head?.commit === undefined : parent !== undefined && same.length === moved.size;
      const put = [...same, ...changes.flatMap(({ after }) => after ?? [])];
      let note: string | undefined;
      const announce = ({ commit }: BaseVersion) => {
        note = notePut(this.#folder, commit, put);
      };
      try {
        const outcome = await this.#record(head, before, content, changes, announce);
        const version = { commit: outcome.id, manifest: outcome.commit.manifest };
        if (outcome.unchanged && !follows) announce(version);
        settleUpdate(this.#folder, base, { ...this.#options, version, put, follows });
        return outcome;
      } catch (error) {
        if (!isDlakeError(error, 'ref-moved')) throw error;
        if (note !== undefined) forgetPuts(this.#folder, [note]);
        this.#options.signal?.throwIfAborted();
      }
    }
  }

  /**
   * Settles what others did where this is about the same paths: what both did alike, and what only they changed,
   * which stays as they have it. Where both changed a file, or where it is named itself, it is for the user to settle.
   */
  #settle(moved: ReadonlyMap<string, MovedOn>): {
    readonly same: readonly ManifestEntry[];
    readonly stale: ReadonlyMap<string, ManifestEntry | undefined>;
  } {
    const same: ManifestEntry[] = [];
    const stale = new Map<string, ManifestEntry | undefined>();
    const conflicts: string[] = [];
    const { table, digests } = this.#taken.hashed;
    const taken = moved.size === 0 ? undefined : new Set(this.#taken.rows);
    for (const [path, { was, now }] of moved) {
      const row = rowOf(table, path);
      if (taken?.has(row) !== true) continue;
      const ours = entryAt(table, digests, row);
      if (now !== undefined && sameEntry(ours, now)) same.push(ours);
      else if (
        was !== undefined &&
        sameEntry(ours, was) &&
        this.#options.place.paths?.includes(path) !== true
      )
        stale.set(path, now);
      else conflicts.push(path);
    }
    if (conflicts.length === 0) return { same, stale };
    throw new DlakeError('update-conflict', { ref: refText(this.#ref), paths: sortUtf8(conflicts) });
  }

  get #ref(): Ref {
    return this.#folder.ref;
  }

  async #versionAt(head: RefHead | undefined): Promise<Commit | undefined> {
    if (head?.commit === undefined) return undefined;
    return (await readCommit(this.#lake, head.commit, this.#ref.layer)).commit;
  }

  async #build(pages: AsyncIterable<readonly ManifestEntry[]>): Promise<Content> {
    const builder = new ManifestBuilder((page) => this.#session.put(page.id, page.bytes));
    let regularFiles = 0;
    let foldable = false;
    for await (const entries of pages) {
      for (const entry of entries) {
        builder.add(entry);
        if (!isSymlink(entry)) regularFiles += 1;
        foldable ||= isFoldable(entry.path);
      }
    }
    return { ...builder.finish(), regularFiles, foldable };
  }

  /**
   * The same from the base and what changed; undefined when much of it did, when a page of the base is lost, or
   * when the outcome is not what the folder holds.
   */
  async #rebuild(
    base: Base,
    changes: readonly ManifestChange[],
    readPage: ReadPage,
  ): Promise<Content | undefined> {
    const { rows, hashed } = this.#taken;
    const { size, targets, paths } = hashed.table;
    if (base.only !== undefined || changes.length * 4 > rows.length) return undefined;
    const kept: ManifestId[] = [];
    const emit: EmitPage = (page) => this.#session.put(page.id, page.bytes);
    const made = await rebuildManifest(base.manifest, changes, readPage, emit, (page) => kept.push(page));
    const bytes = rows.reduce((sum, row) => sum + (targets.has(row) ? 0 : size[row]!), 0);
    if (made.files !== rows.length || made.bytes !== bytes) return undefined;
    if ((await this.#lake.store.missing(this.#ref.layer, kept)).size > 0) return undefined;
    const grows = changes.some(({ before }) => before === undefined);
    return { ...made, regularFiles: rows.length - targets.size, foldable: grows && paths.some(isFoldable) };
  }

  #checkSize(content: ManifestRoot): void {
    if (content.files === 0 && !this.#options.allowEmpty)
      throw new DlakeError('folder-empty', { path: this.#folder.path });
  }

  /** `announce` writes down what the folder is going to stem from, before the ref moves. */
  async #record(
    head: RefHead | undefined,
    before: Commit | undefined,
    content: Content,
    changes: readonly PathChange[],
    announce: (next: BaseVersion) => void,
  ): Promise<CommitOutcome> {
    const { published, ...options } = this.#options;
    const { regularFiles, foldable } = content;
    const said = { parent: before, changes, published, regularFiles };
    const expected = await expectedOfVersion(this.#lake, this.#session, said);
    const facts = { ...options.facts, ...(expected === undefined ? {} : { expected }) };
    if (head?.commit !== undefined && before !== undefined && content.root === before.manifest) {
      if (saysNothingNew(facts, before)) {
        // Bytes that the store had lost, or where they lie now, are worth keeping all the same.
        await this.#session.flush();
        await this.#lake.store.logs.settle(this.#ref.layer, refSubject(this.#ref));
        return {
          id: head.commit,
          commit: before,
          changes: [],
          newObjects: 0,
          newBytes: 0,
          foldable: false,
          unchanged: true,
        };
      }
    }
    const parents = head?.commit === undefined ? [] : [head.commit];
    const { root, files, bytes: size } = content;
    const { id, commit, objects, bytes } = await recordVersion(this.#lake, this.#session, {
      ref: this.#ref,
      content: { root, files, bytes: size },
      head,
      parents,
      facts,
      announce,
      ...(options.send && { send: options.send }),
    });
    return { id, commit, changes, newObjects: objects, newBytes: bytes, foldable, unchanged: false };
  }

  /** What the folder is now: its base, and last of all its stat cache. */
  #remember({ id, commit: { manifest } }: CommitOutcome, only: Base['only']): void {
    const { linkMode, followSymlinks, place } = this.#options;
    writeBase(this.#folder, { commit: id, manifest, only, linkMode, followSymlinks });
    forgetPuts(this.#folder, this.#base?.noted ?? []);
    if (place.paths !== undefined) return;
    keepCache(this.#folder, refreshedCache(this.#taken.hashed, { manifest, only, changes: [] }));
  }
}

const wholeChange = (path: string, before?: ManifestEntry, after?: ManifestEntry): ManifestChange => ({
  path,
  ...(before && { before }),
  ...(after && { after }),
});

const bareChange = (path: string, before?: ManifestEntry, after?: ManifestEntry): PathChange => ({
  path,
  before: before && true,
  after: after && true,
});

/** These entries, with what others have where the folder has what it had before them. */
async function* withStale(
  pages: AsyncIterable<readonly ManifestEntry[]>,
  stale: ReadonlyMap<string, ManifestEntry | undefined>,
): AsyncIterable<readonly ManifestEntry[]> {
  if (stale.size === 0) yield* pages;
  else
    for await (const entries of pages)
      yield entries.flatMap((entry) => (stale.has(entry.path) ? (stale.get(entry.path) ?? []) : entry));
}

/** Whether a commit with the files of its parent would say no more than the parent does of where they come from. */
function saysNothingNew({ inputs = [], parameters, expected }: VersionFacts, parent: Commit): boolean {
  const known = new Set(parent.inputs ?? []);
  const checkedAsBefore = expected === undefined || expected.list === parent.expected?.list;
  const madeAsBefore = parameters === undefined || isDeepStrictEqual(parameters, parent.parameters ?? {});
  return checkedAsBefore && madeAsBefore && inputs.every((input) => known.has(input));
}

/** Pages that can't be read are no reason not to commit: they are made anew. */
function unlessLost(error: unknown): undefined {
  if (isDlakeError(error, 'object-missing') || isDlakeError(error, 'object-damaged')) return undefined;
  throw error;
}

const behind = (ref: Ref, base: Base, head: CommitId): DlakeError =>
  new DlakeError('base-behind', { ref: refText(ref), base: base.commit, head });
