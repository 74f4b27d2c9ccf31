import { isDlakeError } from '../errors.ts';
import type { Lake } from '../lake/lake.ts';
import type { CommitWithId } from '../lake/read-commit.ts';
import { pageReader } from '../lake/read-page.ts';
import type { ManifestId } from '../records/ids.ts';
import type { CallOptions, Session } from '../store/contract.ts';
import { addCopies, type CopyProgress, NOTHING_COPIED } from './copy-progress.ts';
import { copyVersions } from './copy-versions.ts';
import { type LackingFile, type LackingOptions, lackingFiles } from './lacking-files.ts';
import type { RemoteSources } from './remote-sources.ts';
import { sendObjects } from './send-objects.ts';
import { takeFromLayers } from './take-from-layers.ts';
import type { TransferProgress } from './transfer-progress.ts';

export interface GetOptions extends CallOptions {
  /** Paths that are meant; all by default. */
  readonly isMeant?: (path: string) => boolean;
  /** The manifest of a version whose files need not come where this one has the same. */
  readonly base?: ManifestId | undefined;
  /** Only say what would come. */
  readonly dryRun?: boolean;
  readonly onProgress?: (done: TransferProgress) => void;
}

/** What came of getting the files of a version: the objects and bytes are those that came from remotes. */
export interface GotFiles extends CopyProgress {
  /** What came from where, in the order in which remotes were asked. */
  readonly from: readonly { readonly remote: string; readonly objects: number; readonly bytes: number }[];
  /** Files that came, by the first path of each, as far as somebody may want to read them. */
  readonly files: readonly { readonly path: string; readonly bytes: number }[];
  readonly moreFiles: number;
  /** Files whose bytes none of the remotes has that could be asked. */
  readonly lost: readonly LackingFile[];
}

/** What came for one version. */
export interface GotVersion extends GotFiles {
  readonly version: CommitWithId;
}

/** So many files are listed. */
const LISTED = 1000;
/** After so many bytes what came is made durable: what is interrupted then goes on from there. */
const FLUSH_BYTES = 1024 * 1024 * 1024;

/**
 * Brings into the local store what it lacks of a version's files, from whatever remote has them, first of all its
 * manifest where that was never here. Every byte is hashed on the way; what came before an interruption is not
 * brought again. Throws `object-missing` when no remote has the manifest.
 */
export async function getFiles(
  lake: Lake,
  sources: Pick<RemoteSources, 'for'>,
  version: CommitWithId,
  options: GetOptions = {},
): Promise<GotFiles> {
  const get = new Getting(lake, sources, version, options);
  try {
    return await get.run();
  } catch (error) {
    if (!isDlakeError(error, 'object-missing') || options.dryRun === true) throw error;
    await bringRecords(lake, sources, version, error);
  }
  return new Getting(lake, sources, version, options).run();
}

class Getting {
  readonly #lake: Lake;
  readonly #sources: Pick<RemoteSources, 'for'>;
  readonly #version: CommitWithId;
  readonly #options: GetOptions;
  readonly #from = new Map<string, { objects: number; bytes: number }>();
  readonly #files: { path: string; bytes: number }[] = [];
  readonly #lost: LackingFile[] = [];
  #moreFiles = 0;
  #done = NOTHING_COPIED;
  #total: { readonly ofObjects?: number; readonly ofBytes?: number } = {};
  #unflushed = 0;

  constructor(lake: Lake, sources: Pick<RemoteSources, 'for'>, version: CommitWithId, options: GetOptions) {
    this.#lake = lake;
    this.#sources = sources;
    this.#version = version;
    this.#options = options;
  }

  async run(): Promise<GotFiles> {
    const { dryRun, signal, onProgress } = this.#options;
    const { layer } = this.#version.commit;
    const session = dryRun === true ? undefined : await this.#lake.store.session(layer, signal && { signal });
    try {
      session?.hold();
      if (onProgress !== undefined) this.#total = await this.#count();
      for await (const files of lackingFiles(this.#lake, this.#version, this.#lacking))
        await this.#bring(session, files);
      await session?.flush();
    } finally {
      await session?.close();
    }
    const from = [...this.#from].map(([remote, came]) => ({ remote, ...came }));
    return { ...this.#done, from, files: this.#files, moreFiles: this.#moreFiles, lost: this.#lost };
  }

  get #lacking(): LackingOptions {
    const { isMeant, base, signal } = this.#options;
    return {
      readPage: (id) => this.#readPage(id),
      base,
      ...(isMeant && { isMeant }),
      ...(signal && { signal }),
    };
  }

  async #count(): Promise<{ readonly ofObjects: number; readonly ofBytes: number }> {
    const total = { ofObjects: 0, ofBytes: 0 };
    for await (const files of lackingFiles(this.#lake, this.#version, this.#lacking)) {
      total.ofObjects += files.length;
      for (const { size } of files) total.ofBytes += size;
    }
    return total;
  }

  /** A page that is here; in a dry run it may be read where it is. */
  async #readPage(id: ManifestId): Promise<Uint8Array> {
    const { layer } = this.#version.commit;
    try {
      return await pageReader(this.#lake, layer)(id);
    } catch (error) {
      if (!isDlakeError(error, 'object-missing') || this.#options.dryRun !== true) throw error;
      for await (const { lake } of this.#sources.for(this.#version)) {
        const bytes = await lake.store.read(layer, id);
        if (bytes !== undefined) return bytes;
      }
      throw error;
    }
  }

  async #bring(session: Session | undefined, files: readonly LackingFile[]): Promise<void> {
    const { layer } = this.#version.commit;
    const ids = files.map(({ id }) => id);
    const here = await takeFromLayers(this.#lake, session, layer, ids);
    if (here.size > 0) this.#note({ ...NOTHING_COPIED, copied: here.size });
    let rest = files.filter(({ id }) => !here.has(id));
    for await (const { name, lake } of this.#sources.for(this.#version)) {
      if (rest.length === 0) break;
      const sizes = await lake.store.sizes(
        layer,
        rest.map(({ id }) => id),
      );
      // What is there in another length is not what the manifest names.
      const there = rest.filter(({ id, size }) => sizes.get(id) === size);
      const onSent = (more: { readonly objects: number; readonly bytes: number }) => this.#note(more, name);
      if (session === undefined) onSent({ objects: there.length, bytes: bytesOf(there) });
      else await sendObjects(lake, session, layer, there, sizes, { ...this.#options, onSent });
      for (const { path, size } of there) this.#list(path, size);
      const came = new Set(there.map(({ id }) => id));
      rest = rest.filter(({ id }) => !came.has(id));
    }
    this.#lost.push(...rest);
    if (this.#unflushed < FLUSH_BYTES) return;
    await session?.flush();
    this.#unflushed = 0;
  }

  #list(path: string, bytes: number): void {
    if (this.#files.length < LISTED) this.#files.push({ path, bytes });
    else this.#moreFiles += 1;
  }

  #note(more: Partial<CopyProgress>, remote?: string): void {
    const copied = { ...NOTHING_COPIED, ...more };
    this.#done = addCopies(this.#done, copied);
    this.#unflushed += copied.bytes;
    if (remote !== undefined && copied.objects + copied.bytes > 0) {
      const came = this.#from.get(remote) ?? { objects: 0, bytes: 0 };
      const { objects, bytes } = copied;
      this.#from.set(remote, { objects: came.objects + objects, bytes: came.bytes + bytes });
    }
    const { layer, dataset } = this.#version.commit;
    this.#options.onProgress?.({ ref: `${layer}/${dataset}`, ...this.#done, ...this.#total });
  }
}

const bytesOf = (files: readonly LackingFile[]): number => files.reduce((sum, { size }) => sum + size, 0);

/** Brings the records of a version from the first remote that has them all. Throws `lost` when none has. */
async function bringRecords(
  lake: Lake,
  sources: Pick<RemoteSources, 'for'>,
  version: CommitWithId,
  lost: unknown,
): Promise<void> {
  for await (const remote of sources.for(version)) {
    const session = await lake.store.session(version.commit.layer);
    try {
      await copyVersions(remote.lake, lake, session, [version], { recordsOnly: true });
      await session.flush();
      return;
    } catch (error) {
      if (!isDlakeError(error, 'object-missing')) throw error;
    } finally {
      await session.close();
    }
  }
  throw lost;
}
