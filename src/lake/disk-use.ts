import { hexOf } from '../records/ids.ts';
import type { FileEntry } from '../records/manifest-entry.ts';
import { type Ref, refSubject, refText } from '../records/ref.ts';
import type { CallOptions } from '../store/contract.ts';
import { DigestSet } from '../store/digest-set.ts';
import { commitsAtRemotes } from './commits-at-remotes.ts';
import { commitsOfRef } from './commits-of-ref.ts';
import type { Lake } from './lake.ts';
import type { CommitWithId } from './read-commit.ts';
import { unwalkedFiles } from './unwalked-files.ts';

/** So many different bytes, and of how many files. */
export interface Amount {
  readonly files: number;
  readonly bytes: number;
}

/** What all versions of a dataset take here. Each blob counts once for a dataset, though several may share it. */
export interface DatasetUse {
  readonly ref: string;
  readonly versions: number;
  /** What is in the local store. */
  readonly here: Amount;
  /** Of that, what was seen to be at a remote: `drop` proves it before it frees anything. */
  readonly droppable: Amount;
  /** Of that, what no remote was seen to have. */
  readonly onlyCopy: Amount;
  /** What is not in the store, and can be read where it lies as long as it stays as it is. */
  readonly referenced: Amount;
  /** What is not here and was seen at a remote. */
  readonly absent: Amount;
  /** What is not here, and nobody is known to have. */
  readonly missing: Amount;
}

/** Digests that are told apart; beyond, a blob of several paths may count twice. */
const TOLD_APART = 16_000_000;
/** Files that are looked up at once. */
const AT_ONCE = 32_768;

/** What each of these refs takes. From what was last seen at remotes: none is asked. */
export async function* diskUse(
  lake: Lake,
  refs: readonly Ref[],
  { signal }: CallOptions = {},
): AsyncIterable<DatasetUse> {
  const atRemotes = await commitsAtRemotes(lake);
  for (const ref of refs) {
    const [there, onlyHere]: [CommitWithId[], CommitWithId[]] = [[], []];
    for await (const { id, found } of commitsOfRef(lake, ref.layer, refSubject(ref)))
      if (found !== undefined) (atRemotes.has(id) ? there : onlyHere).push(found);
    const use = new RefUse(lake, ref, signal);
    // What a remote has counts as that, whoever names it besides.
    await use.add(there, true);
    await use.add(onlyHere, false);
    yield { ref: refText(ref), versions: there.length + onlyHere.length, ...use.amounts };
  }
}

class RefUse {
  readonly #lake: Lake;
  readonly #ref: Ref;
  readonly #signal: AbortSignal | undefined;
  readonly #walked = new Set<string>();
  readonly #met = new DigestSet(TOLD_APART);
  readonly #amounts = {
    here: newAmount(),
    droppable: newAmount(),
    onlyCopy: newAmount(),
    referenced: newAmount(),
    absent: newAmount(),
    missing: newAmount(),
  };

  constructor(lake: Lake, ref: Ref, signal: AbortSignal | undefined) {
    this.#lake = lake;
    this.#ref = ref;
    this.#signal = signal;
  }

  get amounts(): Omit<DatasetUse, 'ref' | 'versions'> {
    return this.#amounts;
  }

  async add(versions: readonly CommitWithId[], isAtRemote: boolean): Promise<void> {
    let waiting: FileEntry[] = [];
    for (const { commit } of versions) {
      for await (const files of unwalkedFiles(this.#lake, this.#ref.layer, commit.manifest, this.#walked)) {
        for (const file of files) if (this.#met.add(Buffer.from(hexOf(file.blob), 'hex'))) waiting.push(file);
        if (waiting.length < AT_ONCE) continue;
        await this.#count(waiting, isAtRemote);
        waiting = [];
      }
    }
    await this.#count(waiting, isAtRemote);
  }

  async #count(files: readonly FileEntry[], isAtRemote: boolean): Promise<void> {
    if (files.length === 0) return;
    this.#signal?.throwIfAborted();
    const ids = files.map(({ blob }) => blob);
    const { store } = this.#lake;
    const held = await store.sizes(this.#ref.layer, ids);
    const referred = store.references?.only(this.#ref.layer, ids);
    const gone = await store.withdrawn?.();
    const { here, droppable, onlyCopy, referenced, absent, missing } = this.#amounts;
    for (const { blob, size } of files) {
      // Nobody is to have it: it takes no room that counts.
      if (gone?.has(blob)) continue;
      if (referred?.has(blob)) count(referenced, size);
      else if (!held.has(blob)) count(isAtRemote ? absent : missing, size);
      else {
        count(here, size);
        count(isAtRemote ? droppable : onlyCopy, size);
      }
    }
  }
}

const newAmount = () => ({ files: 0, bytes: 0 });

function count(amount: { files: number; bytes: number }, size: number): void {
  amount.files += 1;
  amount.bytes += size;
}
