import { existsSync } from 'node:fs';
import { DlakeError } from '../errors.ts';
import type { LocalLake } from '../lake/lake.ts';
import { markPartial } from '../lake/partial-mark.ts';
import type { CommitWithId } from '../lake/read-commit.ts';
import type { ManifestId } from '../records/ids.ts';
import { type Ref, refText } from '../records/ref.ts';
import type { CallOptions } from '../store/contract.ts';
import { checkout } from './checkout.ts';
import { currentBase } from './current-base.ts';
import { type PathMatcher, pathMatcher } from './path-matcher.ts';
import { folderStatus } from './status.ts';
import { unfinishedCheckout } from './unfinished.ts';
import { ownFolder } from './worktree-folder.ts';

/** A ref's own folder, for whoever moves the ref to a version that is not from here. */
export class FolderOfRef {
  readonly #lake: LocalLake;
  readonly #ref: Ref;
  readonly #options: CallOptions;

  constructor(lake: LocalLake, ref: Ref, options: CallOptions) {
    this.#lake = lake;
    this.#ref = ref;
    this.#options = options;
  }

  /** What the folder has of which version; undefined where it is not there, or a mix of two. */
  async content(): Promise<{ readonly manifest: ManifestId; readonly isMeant: PathMatcher } | undefined> {
    const folder = ownFolder(this.#lake.root, this.#ref);
    if (!existsSync(folder.path) || unfinishedCheckout(folder) !== undefined) return undefined;
    const base = await currentBase(this.#lake, folder);
    if (base === undefined) return undefined;
    return { manifest: base.manifest, isMeant: pathMatcher(base.only) };
  }

  /** Throws `worktree-dirty` when there are changes in it that are in no commit. */
  async refuseUnsaved(): Promise<void> {
    const { state, added, modified, deleted } = await folderStatus(this.#lake, this.#ref, this.#options);
    if (state === 'clean' || state === 'not-checked-out') return;
    const paths = [...added, ...modified, ...deleted];
    throw new DlakeError('worktree-dirty', { ref: refText(this.#ref), paths });
  }

  /** Takes on the files of what its ref names, where that was begun or is due, and nothing in it is unsaved. */
  async catchUp(version: CommitWithId): Promise<void> {
    const { state, base, unfinished } = await folderStatus(this.#lake, this.#ref, this.#options);
    const isBehind = state === 'clean' && base !== undefined && base.commit !== version.id;
    if (unfinished === version.id || isBehind) await this.follow(version);
  }

  /** Takes on the files of a version; what a partial checkout left out stays out. */
  async follow(version: CommitWithId): Promise<void> {
    const folder = ownFolder(this.#lake.root, this.#ref);
    const base = await currentBase(this.#lake, folder);
    if (base?.only !== undefined) markPartial(this.#lake.root);
    await checkout(this.#lake, version, folder, {
      ...this.#options,
      ...(base?.only === undefined ? {} : { only: base.only }),
    });
  }
}
