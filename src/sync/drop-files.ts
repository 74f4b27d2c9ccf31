import { DlakeError, isDlakeError } from '../errors.ts';
import { isAncestor } from '../lake/ancestors.ts';
import { commitsAtRemotes } from '../lake/commits-at-remotes.ts';
import { freeRetired } from '../lake/free-retired.ts';
import { heldBlobs } from '../lake/held-blobs.ts';
import type { LocalLake } from '../lake/lake.ts';
import { neededBlobs } from '../lake/needed-blobs.ts';
import { markPartial } from '../lake/partial-mark.ts';
import type { CommitWithId } from '../lake/read-commit.ts';
import { refHead } from '../lake/ref-head.ts';
import { heldText } from '../lake/withdraw/blob-uses.ts';
import type { BlobId } from '../records/ids.ts';
import { refOfDataset } from '../records/parse-ref.ts';
import { refText } from '../records/ref.ts';
import type { CallOptions, ProveOptions, Session, Unproved } from '../store/contract.ts';
import { fetch } from './fetch.ts';
import { type HeldFile, heldFiles } from './held-files.ts';
import type { OpenRemote } from './open-remote.ts';
import type { RemoteSources, SilentRemote } from './remote-sources.ts';

export interface DropOptions extends CallOptions {
  /** Paths that are meant; all by default. */
  readonly isMeant?: (path: string) => boolean;
  /** How closely remotes are looked at; default `checksum`. */
  readonly proof?: ProveOptions['level'];
  /** Free what the newest versions of other refs name, too. */
  readonly shared?: boolean;
  /** Free what no remote is proved to hold, too. */
  readonly forceLastCopy?: boolean;
  /** Only say what would be freed; remotes are asked all the same. */
  readonly dryRun?: boolean;
  /** Who notes where the ref stands at the remote that holds it. */
  readonly actor: string;
}

/** What came of dropping the files of a version. */
export interface DroppedFiles {
  readonly version: CommitWithId;
  /** What was freed, or would be. */
  readonly files: readonly HeldFile[];
  readonly bytes: number;
  /** Who holds it. */
  readonly provedBy: readonly { readonly remote: string; readonly files: number }[];
  /** What stays, since another version or a hold needs it here. */
  readonly kept: readonly (HeldFile & { readonly neededBy: string })[];
  /** Of what was freed, that of which no other copy is known. */
  readonly lastCopies: readonly HeldFile[];
  /** Bytes that are freed later, once the sessions have ended that may rely on them. */
  readonly waiting: number;
}

/**
 * Frees the local copies of a version's files, once a remote whose ref reaches the version is proved to hold each of
 * them, now. What versions need that no remote was seen to have stays, and so does what the newest versions of other
 * refs name, and what a hold keeps. All or nothing: throws `drop-refused`, naming what is not proved, and nothing is
 * freed then; `rule-refused` where a last copy would be forced that a hold keeps.
 */
export async function dropFiles(
  lake: LocalLake,
  sources: RemoteSources,
  version: CommitWithId,
  options: DropOptions,
): Promise<DroppedFiles> {
  const drop = new Dropping(lake, sources, version, options);
  try {
    return await drop.run();
  } finally {
    await drop.close();
  }
}

/** A remote that was proved to hold these. */
interface Proof {
  readonly remote: OpenRemote;
  readonly ids: readonly BlobId[];
}

class Dropping {
  readonly #lake: LocalLake;
  readonly #sources: RemoteSources;
  readonly #version: CommitWithId;
  readonly #options: DropOptions;
  /** At remotes: while they are open, what was proved there is not freed by others. */
  readonly #sessions: Session[] = [];
  readonly #proofs: Proof[] = [];
  readonly #notThere: string[] = [];
  /** Remotes that are this lake by another way: what they hold is what is to be freed. */
  readonly #ourselves: SilentRemote[] = [];

  constructor(lake: LocalLake, sources: RemoteSources, version: CommitWithId, options: DropOptions) {
    this.#lake = lake;
    this.#sources = sources;
    this.#version = version;
    this.#options = options;
  }

  async run(): Promise<DroppedFiles> {
    const { dryRun, forceLastCopy, shared } = this.#options;
    const { layer } = this.#version.commit;
    const held = await heldFiles(this.#lake, this.#version, this.#options);
    const needed = await neededBlobs(this.#lake, layer, held.keys(), {
      except: new Set([this.#version.id]),
      heads: shared !== true,
    });
    const onHold = await heldBlobs(this.#lake, layer, held.keys());
    const [hold] = onHold.values();
    if (hold !== undefined && forceLastCopy === true)
      throw new DlakeError('rule-refused', { subject: 'The drop', rule: heldText(hold) });
    const files = [...held.values()].filter(({ id }) => !needed.has(id) && !onHold.has(id));
    const kept = [...held.values()].flatMap((file) => {
      const keeping = onHold.get(file.id);
      const neededBy = keeping === undefined ? needed.get(file.id) : `the hold on ${refText(keeping.ref)}`;
      return neededBy === undefined ? [] : [{ ...file, neededBy }];
    });
    const unproved = await this.#prove(files);
    if (unproved.size > 0 && forceLastCopy !== true) throw this.#refused(files, unproved);
    const waiting = dryRun === true ? 0 : await this.#free(files, unproved);
    return {
      version: this.#version,
      files,
      bytes: files.reduce((sum, { size }) => sum + size, 0),
      provedBy: this.#proofs.map(({ remote, ids }) => ({ remote: remote.name, files: ids.length })),
      kept,
      lastCopies: files.filter(({ id }) => unproved.has(id)),
      waiting,
    };
  }

  async close(): Promise<void> {
    for (const session of this.#sessions) await session.close();
  }

  /** Those of these files that no remote is proved to hold, and why. */
  async #prove(files: readonly HeldFile[]): Promise<ReadonlyMap<BlobId, Unproved>> {
    const { layer } = this.#version.commit;
    const { proof, signal } = this.#options;
    let unproved = new Map<BlobId, Unproved>(files.map(({ id }) => [id, 'missing']));
    if (files.length === 0) return unproved;
    for await (const remote of this.#sources.for(this.#version)) {
      if (remote.lake.id === this.#lake.id) {
        this.#ourselves.push({ remote: remote.name, reason: 'it is this same lake, and no other copy' });
        continue;
      }
      if (!(await this.#isReached(remote))) {
        this.#notThere.push(remote.name);
        continue;
      }
      await this.#hold(remote);
      const asked = [...unproved.keys()];
      const found = await remote.lake.store.prove(layer, asked, {
        ...(proof && { level: proof }),
        ...(signal && { signal }),
        bytesOf: (id) => this.#lake.store.get(layer, id),
      });
      this.#proofs.push({ remote, ids: asked.filter((id) => !found.has(id)) });
      unproved = new Map(asked.flatMap((id) => (found.has(id) ? [[id, found.get(id) as Unproved]] : [])));
      if (unproved.size === 0) break;
    }
    return unproved;
  }

  /** Whether a remote's ref stands at the version or came from it: what else is there may be collected any day. */
  async #isReached({ lake }: OpenRemote): Promise<boolean> {
    const { layer, dataset } = this.#version.commit;
    const head = await refHead(lake, refOfDataset(layer, dataset));
    if (head?.commit === undefined) return false;
    return isAncestor(lake, this.#version.id, head.commit, layer);
  }

  async #hold({ lake }: OpenRemote): Promise<void> {
    const session = await lake.store.session(this.#version.commit.layer);
    this.#sessions.push(session);
    try {
      session.hold();
    } catch (error) {
      // Where we may only read, others see to it.
      if (!isDlakeError(error, 'store-unwritable')) throw error;
    }
  }

  /** Frees files, and tells how many bytes wait. */
  async #free(files: readonly HeldFile[], forced: ReadonlyMap<BlobId, Unproved>): Promise<number> {
    const { layer } = this.#version.commit;
    const { signal } = this.#options;
    await this.#noteThere();
    markPartial(this.#lake.root);
    const ids = files.map(({ id }) => id);
    await this.#lake.store.freeing?.retire(layer, ids, signal && { signal });
    await this.#lookAgain(files);
    const { waiting } = await freeRetired(
      this.#lake,
      forced.size > 0 ? new Set([this.#version.id]) : undefined,
    );
    return waiting;
  }

  /** Notes where the ref stands at the remotes that hold the files: what they have is absent here, not missing. */
  async #noteThere(): Promise<void> {
    const { layer, dataset } = this.#version.commit;
    for (const { remote } of this.#proofs) {
      const known = await commitsAtRemotes(this.#lake, remote.name);
      if (known.has(this.#version.id)) continue;
      await fetch(this.#lake, remote, [refOfDataset(layer, dataset)], { actor: this.#options.actor });
    }
  }

  /** Whoever relied on us meanwhile, to free the same there, is stopped by this look, or has stopped us. */
  async #lookAgain(files: readonly HeldFile[]): Promise<void> {
    const { layer } = this.#version.commit;
    const gone = new Map<BlobId, Unproved>();
    for (const { remote, ids } of this.#proofs)
      for (const id of await remote.lake.store.missing(layer, ids)) gone.set(id as BlobId, 'missing');
    if (gone.size === 0) return;
    await this.#lake.store.missing(layer, gone.keys());
    throw this.#refused(files, gone);
  }

  #refused(files: readonly HeldFile[], unproved: ReadonlyMap<BlobId, Unproved>): DlakeError {
    const { layer, dataset, metadata } = this.#version.commit;
    const refused = files.flatMap(({ id, path }) => {
      const reason = unproved.get(id);
      return reason === undefined ? [] : [{ path, reason }];
    });
    return new DlakeError('drop-refused', {
      revision: `${refText(refOfDataset(layer, dataset))}@${metadata.version}`,
      files: refused,
      asked: this.#proofs.map(({ remote }) => remote.name),
      notThere: this.#notThere,
      silent: [...this.#sources.silent, ...this.#ourselves],
    });
  }
}
