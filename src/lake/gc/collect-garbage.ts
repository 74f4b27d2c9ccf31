import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { callerIs } from '../../catalog/roles/caller-is.ts';
import { DlakeError } from '../../errors.ts';
import { type BlobId, hexOf } from '../../records/ids.ts';
import { LAYERS, type Layer } from '../../records/layers.ts';
import type { CallOptions } from '../../store/contract.ts';
import { DigestSpool } from '../../store/digest-spool.ts';
import type { Freed, Freeing } from '../../store/freeing.ts';
import type { Lake } from '../lake.ts';
import { type LastCopy, lastCopies } from './last-copies.ts';
import { type Marked, type MarkProblem, mark } from './mark.ts';
import { type SweptLayer, sweepLayer } from './sweep.ts';

export interface GcOptions extends CallOptions {
  /** A folder of this user on this host for what can be made again: it takes 32 bytes for each file of each version. */
  readonly cache: string;
  /** For how long what a ref named is kept once it has ended, in milliseconds. */
  readonly graceMs: number;
  /** How old has to be what no version names, as commands that were killed leave it, in milliseconds. */
  readonly unnamedMs: number;
  /** Free it; else only say what would be. */
  readonly force: boolean;
  /** Free what is nowhere else in this lake, too. */
  readonly forceLastCopy: boolean;
  /** Told of each file of refs that have ended which is nowhere else in this lake, whether it is freed or not. */
  readonly onLastCopy: (copy: LastCopy) => void;
}

/** What was freed of a lake, or would be. */
export interface CollectedGarbage {
  readonly layers: readonly SweptLayer[];
  /** How many last copies were told of. */
  readonly lastCopies: number;
  /** Layers of which nothing is freed, since it is not known what is needed there. */
  readonly problems: readonly MarkProblem[];
  /** What is gone and what waits; of a dry run what would be freed of what earlier runs took out is not told. */
  readonly freed: Freed;
}

/**
 * Frees blobs that nothing needs: of refs that have ended for longer than the grace, and those that no version names,
 * as commands that were killed leave them. Versions, manifests and logs are never freed, nor what a held or tagged
 * version names. What is taken out is freed once nobody can rely on it and another look finds no use. Throws
 * `rule-refused` for a store that frees nothing, and for who may not free at a central lake.
 */
export async function collectGarbage(lake: Lake, options: GcOptions): Promise<CollectedGarbage> {
  const { freeing } = lake.store;
  if (freeing === undefined)
    throw new DlakeError('rule-refused', { subject: 'gc', rule: 'this store frees nothing' });
  await mayFree(lake, options.force);
  mkdirSync(options.cache, { recursive: true });
  const scratch = mkdtempSync(join(options.cache, 'gc-'));
  try {
    return await new Collection(lake, freeing, options, scratch).run();
  } finally {
    rmSync(scratch, { recursive: true, force: true });
  }
}

/** At a central lake it takes its admin to free anything; everybody may look. */
async function mayFree(lake: Lake, force: boolean): Promise<void> {
  if (!force || lake.actor === undefined || (await callerIs(await lake.catalog(), 'dlake_admin'))) return;
  const rule = `freeing bytes takes the role dlake_admin, and ${lake.actor} has not got it; without --force it says what would be freed`;
  throw new DlakeError('rule-refused', { subject: 'gc', rule });
}

class Collection {
  readonly #lake: Lake;
  readonly #freeing: Freeing;
  readonly #options: GcOptions;
  readonly #scratch: string;

  constructor(lake: Lake, freeing: Freeing, options: GcOptions, scratch: string) {
    this.#lake = lake;
    this.#freeing = freeing;
    this.#options = options;
    this.#scratch = scratch;
  }

  async run(): Promise<CollectedGarbage> {
    const marked = await this.#mark('first', false);
    try {
      const { layers, lastCopies: named } = await this.#sweep(marked);
      const freed = this.#options.force ? await this.#free() : { bytes: 0, waiting: 0 };
      return { layers, lastCopies: named, problems: marked.problems, freed };
    } finally {
      marked.close();
    }
  }

  #mark(name: string, needed: boolean): Promise<Marked> {
    const { graceMs, signal } = this.#options;
    const scratch = join(this.#scratch, name);
    return mark(this.#lake, { scratch, graceMs, needed, ...(signal && { signal }) });
  }

  async #sweep(marked: Marked): Promise<Pick<CollectedGarbage, 'layers' | 'lastCopies'>> {
    const { force, forceLastCopy, onLastCopy, unnamedMs, signal } = this.#options;
    const layers: SweptLayer[] = [];
    let named = 0;
    for (const layer of LAYERS) {
      if (marked.problems.some((problem) => problem.layer === layer)) continue;
      const spool = new DigestSpool(join(this.#scratch, 'last', layer));
      const how = { unnamedMs, forceLastCopy, lastCopies: spool, ...(signal && { signal }) };
      layers.push(await sweepLayer(this.#lake, this.#freeing, layer, marked, { ...how, retire: force }));
      const digests = spool.sorted();
      try {
        const logs = marked.endedLogs.filter(({ ref }) => ref.startsWith(`${layer}/`));
        for await (const one of lastCopies(this.#lake, logs, digests)) {
          onLastCopy(one);
          named += 1;
        }
      } finally {
        digests.close();
      }
    }
    return { layers, lastCopies: named };
  }

  /** Frees what was taken out, by this run and earlier ones, but for what another look finds to be needed. */
  async #free(): Promise<Freed> {
    const { signal } = this.#options;
    let again: Marked | undefined;
    const keep = async (layer: Layer, ids: Iterable<BlobId>): Promise<ReadonlySet<BlobId>> => {
      again ??= await this.#mark('again', true);
      const live = again.live.get(layer);
      const isUnsure = again.problems.some((problem) => problem.layer === layer);
      return new Set([...ids].filter((id) => isUnsure || live?.has(hexOf(id))));
    };
    try {
      return await this.#freeing.free(keep, signal && { signal });
    } finally {
      again?.close();
    }
  }
}
