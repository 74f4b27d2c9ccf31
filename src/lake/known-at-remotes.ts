import { type CommitId, hexOf, isBlobId, type ManifestId, type ObjectId } from '../records/ids.ts';
import { LAYERS, type Layer } from '../records/layers.ts';
import { type Ref, refText } from '../records/ref.ts';
import { DigestSet } from '../store/digest-set.ts';
import { commitsAtRemotes } from './commits-at-remotes.ts';
import type { Lake } from './lake.ts';
import { pageKey } from './named-objects.ts';
import { findCommit } from './read-commit.ts';
import { unwalkedFiles } from './unwalked-files.ts';

/** Digests that are remembered; what is beyond is taken for missing, not for absent. */
const REMEMBERED = 64_000_000;

/** What remotes were seen to have: what a lake lacks of that is absent, the rest is missing. Looked up when first asked. */
export class KnownAtRemotes {
  readonly #lake: Lake;
  readonly #ref: string | undefined;
  #commits: Promise<ReadonlySet<CommitId>> | undefined;
  #files: Promise<Named> | undefined;

  /** With a ref, only what its own versions name counts: that is less to look through. */
  constructor(lake: Lake, ref?: Ref) {
    this.#lake = lake;
    this.#ref = ref && refText(ref);
  }

  /** Whether a remote's ref was seen to reach a commit. */
  async commit(id: CommitId): Promise<boolean> {
    this.#commits ??= commitsAtRemotes(this.#lake);
    return (await this.#commits).has(id);
  }

  /** Whether such a commit of this layer names an object. */
  async object(layer: Layer, id: ObjectId): Promise<boolean> {
    this.#files ??= this.#walk();
    const { blobs, pages } = await this.#files;
    return isBlobId(id)
      ? (blobs.get(layer)?.has(Buffer.from(hexOf(id), 'hex')) ?? false)
      : pages.has(pageKey(layer, id as ManifestId));
  }

  async #walk(): Promise<Named> {
    this.#commits ??= commitsAtRemotes(this.#lake);
    const blobs = new Map(LAYERS.map((layer) => [layer, new DigestSet(REMEMBERED)]));
    const pages = new Set<string>();
    for (const id of await this.#commits) {
      const commit = (await findCommit(this.#lake, id))?.commit;
      if (commit === undefined) continue;
      const { layer, dataset, manifest, expected } = commit;
      if (this.#ref !== undefined && this.#ref !== `${layer}/${dataset}`) continue;
      const ofLayer = blobs.get(layer);
      if (expected !== undefined) ofLayer?.add(Buffer.from(hexOf(expected.list), 'hex'));
      for await (const files of unwalkedFiles(this.#lake, layer, manifest, pages))
        for (const { blob } of files) ofLayer?.add(Buffer.from(hexOf(blob), 'hex'));
    }
    return { blobs, pages };
  }
}

interface Named {
  readonly blobs: ReadonlyMap<Layer, DigestSet>;
  /** Those that were walked, as `pageKey` names them. */
  readonly pages: ReadonlySet<string>;
}
