import { DlakeError } from '../../../errors.ts';
import { type BlobId, blobId, isBlobId } from '../../../records/ids.ts';
import { LAYERS, type Layer } from '../../../records/layers.ts';
import { throwIfAborted } from '../../abort.ts';
import type { CallOptions } from '../../contract.ts';
import type { Freed, FreedBytes, Freeing, FreeOptions, RetireOptions, StoredBlobs } from '../../freeing.ts';
import { inFlight } from '../../in-flight.ts';
import { type FileName, keyOfFile } from '../s3-layout.ts';
import type { S3Context } from '../store-context.ts';
import { deleteFile } from './delete-file.ts';
import { expireFile } from './expire-file.ts';
import type { IndexFreeing, LeavingFile } from './index-freeing.ts';
import { repackFile } from './repack-file.ts';

/** Ids whose files are looked up at once. */
const IDS_AT_ONCE = 20_000;
/** Files that are locked in the index while they are deleted. */
const FILES_AT_ONCE = 64;
const DELETIONS = 8;

/**
 * How blobs leave buckets. A file that is quarantined is where it was: whoever is told of it, or lets a ref rely on it,
 * has it live again. It is deleted by the id of its version once nobody has a lease of it and nothing needs it by a
 * look that began after it was quarantined. So no clock but the database's own decides, and a reference that is made
 * meanwhile is either seen by that look, or finds the file live, or is refused and sends it again.
 */
export class S3Freeing implements Freeing {
  readonly #context: S3Context;
  readonly #index: IndexFreeing;

  constructor(context: S3Context, index: IndexFreeing) {
    this.#context = context;
    this.#index = index;
  }

  async *stored(layer: Layer, options: CallOptions = {}): AsyncIterable<readonly StoredBlobs[]> {
    for await (const files of this.#index.placed(layer)) {
      throwIfAborted(options.signal);
      for (const file of files) {
        const { kind, ageMs, retainUntil } = file;
        const objects = await this.#context.index.objects(layer, file);
        const blobs = objects.flatMap(({ id, length }) => (isBlobId(id) ? [{ id, bytes: length }] : []));
        const lock = retainUntil === undefined ? {} : { lockedUntil: retainUntil };
        if (blobs.length > 0) yield [{ kind, ageMs, blobs, ...lock }];
      }
    }
  }

  async retire(layer: Layer, ids: readonly BlobId[], options: RetireOptions = {}): Promise<FreedBytes> {
    const { signal, forGood = false } = options;
    const wanted = new Set(ids);
    const retired = new Set<BlobId>();
    let bytes = 0;
    const note = (id: BlobId, length: number) => {
      if (!retired.has(id)) bytes += length;
      retired.add(id);
    };
    for (let at = 0; at < ids.length; at += IDS_AT_ONCE) {
      const asked = ids.slice(at, at + IDS_AT_ONCE);
      for (const file of await this.#index.holding(layer, asked)) {
        throwIfAborted(signal);
        if (file.state === 'deleting' || (file.state === 'quarantined' && !forGood)) continue;
        // A quarantined one, too: what lies beside them may have been needed again since, and is nowhere else.
        const left = file.kind === 'pack' ? await repackFile(this.#context, layer, file, wanted, signal) : [];
        if (left === undefined) {
          if (await this.#isStillThere(layer, file, asked))
            throw new DlakeError('store-damaged', { where: keyOfFile(layer, file), reason: 'it is gone' });
          continue;
        }
        await this.#index.quarantine(layer, [file], forGood);
        if (file.kind === 'blob') note(blobId(file.key), file.size);
        for (const { id, length } of left) if (isBlobId(id)) note(id, length);
      }
    }
    return { objects: retired.size, bytes };
  }

  /** Whether a file that holds one of these should be in its bucket: nobody else has begun to delete it. */
  async #isStillThere(layer: Layer, file: FileName, ids: readonly BlobId[]): Promise<boolean> {
    const holding = await this.#index.holding(layer, ids);
    return holding.some((one) => nameOf(one) === nameOf(file) && one.state !== 'deleting');
  }

  /** The transaction that moves a ref looks by itself whether what it relies on is live. */
  isPending(): boolean {
    return false;
  }

  async free(
    keep: (layer: Layer, ids: readonly BlobId[]) => Promise<ReadonlySet<BlobId>>,
    options: FreeOptions = {},
  ): Promise<Freed> {
    const sum = { bytes: 0, waiting: 0, pendingUntil: undefined as string | undefined };
    // All are listed before anything is asked: what others retire after the first question is not freed by its answer.
    const listed = new Map<Layer, readonly LeavingFile[]>();
    for (const layer of LAYERS) listed.set(layer, await this.#index.leaving(layer));
    for (const [layer, leaving] of listed) {
      for (let at = 0; at < leaving.length; at += FILES_AT_ONCE) {
        throwIfAborted(options.signal);
        const files = leaving.slice(at, at + FILES_AT_ONCE);
        const due = await this.#due(layer, files, keep);
        const freed = await this.#delete(layer, due, options);
        sum.bytes += freed.bytes;
        // What was revived waits for nothing.
        sum.waiting += freed.locked + bytesOf(files.filter((file) => file.isLeased && !due.includes(file)));
        if (freed.until !== undefined && freed.until > (sum.pendingUntil ?? ''))
          sum.pendingUntil = freed.until;
      }
    }
    const { bytes, waiting, pendingUntil } = sum;
    return { bytes, waiting, ...(pendingUntil !== undefined && { pendingUntil }) };
  }

  /** Those of these files that count as not there now: nobody needs what is in them. */
  async #due(
    layer: Layer,
    files: readonly LeavingFile[],
    keep: (layer: Layer, ids: readonly BlobId[]) => Promise<ReadonlySet<BlobId>>,
  ): Promise<readonly LeavingFile[]> {
    const quarantined = files.filter(({ state, isLeased }) => state === 'quarantined' && !isLeased);
    const useless: LeavingFile[] = [];
    for (const file of quarantined) {
      if (await this.#isNeeded(layer, file, keep)) await this.#index.revive(layer, [file]);
      else useless.push(file);
    }
    const begun = new Set((await this.#index.begin(layer, useless)).map(nameOf));
    return files.filter((file) => file.state === 'deleting' || begun.has(nameOf(file)));
  }

  /** Whether a file is the only one that is live or may be so again and holds something that is needed. */
  async #isNeeded(
    layer: Layer,
    file: LeavingFile,
    keep: (layer: Layer, ids: readonly BlobId[]) => Promise<ReadonlySet<BlobId>>,
  ): Promise<boolean> {
    const ids = (await this.#context.index.objects(layer, file)).map(({ id }) => id).filter(isBlobId);
    const alone = await this.#notElsewhere(layer, ids);
    return alone.length > 0 && (await keep(layer, alone)).size > 0;
  }

  async #notElsewhere(layer: Layer, ids: readonly BlobId[]): Promise<readonly BlobId[]> {
    const held = new Set<string>();
    for (const other of await this.#index.holding(layer, ids)) {
      if (other.state !== 'live') continue;
      for (const { id } of await this.#context.index.objects(layer, other)) held.add(id);
    }
    return ids.filter((id) => !held.has(id));
  }

  async #delete(
    layer: Layer,
    files: readonly LeavingFile[],
    { signal, bypassGovernance = false }: FreeOptions,
  ): Promise<{ readonly bytes: number; readonly locked: number; readonly until: string | undefined }> {
    const { requests } = this.#context;
    const known = new Map(files.map((file) => [nameOf(file), file]));
    const sum = { bytes: 0, locked: 0, until: undefined as string | undefined };
    await this.#index.delete(layer, files, async (locked) => {
      Object.assign(sum, { bytes: 0, locked: 0, until: undefined });
      const tasks = locked.map((name) => async () => {
        const file = known.get(nameOf(name)) as LeavingFile;
        const forGood = file.since === undefined;
        if (layer === 'archive' && !forGood) await expireFile(requests, layer, file, signal);
        const how = { all: forGood, bypassGovernance, ...(signal && { signal }) };
        return { file, until: await deleteFile(requests, layer, file, how) };
      });
      const gone: FileName[] = [];
      for await (const { file, until } of inFlight(tasks, DELETIONS)) {
        if (until === undefined) {
          gone.push(file);
          sum.bytes += file.size;
          continue;
        }
        sum.locked += file.size;
        if (sum.until === undefined || until > sum.until) sum.until = until;
      }
      return gone;
    });
    return sum;
  }
}

const nameOf = ({ kind, key }: FileName) => `${kind} ${key}`;

const bytesOf = (files: readonly LeavingFile[]) => files.reduce((sum, { size }) => sum + size, 0);
