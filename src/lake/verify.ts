import { isDlakeError } from '../errors.ts';
import { hexOf, isBlobId, type ObjectId } from '../records/ids.ts';
import { LAYERS, type Layer } from '../records/layers.ts';
import { parseRef } from '../records/parse-ref.ts';
import type { CallOptions, VerifyLevel } from '../store/contract.ts';
import { KnownAtRemotes } from './known-at-remotes.ts';
import type { Lake } from './lake.ts';
import { type NamedObject, namedObjects } from './named-objects.ts';
import type { CommitWithId } from './read-commit.ts';
import { inSample, type Sample } from './sample.ts';
import type { VerifyFinding, VerifyReport } from './verify-report.ts';

/** What to verify, and how much of it. */
export interface VerifyOptions extends CallOptions {
  /** These versions; without them every version that a log keeps. */
  readonly versions?: readonly CommitWithId[];
  readonly sample?: Sample;
  /** How closely a remote store is looked at; default `full`. Others read every byte. */
  readonly level?: VerifyLevel;
  /** Told now and then how far it is. */
  readonly onProgress?: (done: { readonly objects: number; readonly bytes: number }) => void;
}

/** Objects that are handed to the store at once. */
const AT_ONCE = 65_536;

/**
 * Re-hashes what versions name, files and records, where the store keeps it. Everything at once is read in the
 * order in which it lies; a choice of versions, or a sample, by what their manifests name.
 */
export async function verify(lake: Lake, options: VerifyOptions = {}): Promise<VerifyReport> {
  const tally = newTally(options);
  const everything = options.versions === undefined && options.sample === undefined;
  const known = everything ? await readEverything(lake, tally) : undefined;
  const gone = (await lake.store.withdrawn?.()) ?? new Set();
  for await (const { layer, objects } of batches(
    namedObjects(lake, options.versions, { onBroken: (broken) => tally.broken.push(broken) }),
  )) {
    const wanted = new Map<ObjectId, NamedObject[]>();
    for (const object of objects) {
      if (gone.has(object.id)) tally.withdrawn.push(finding(object, 'it was withdrawn', undefined));
      else if (object.problem !== undefined)
        tally.findings.damaged.push(finding(object, object.problem, undefined));
      else if (object.missing) noteMissing(tally.findings, [object]);
      else if (options.sample !== undefined && !inSample(options.sample, object.id)) tally.passedOver += 1;
      else note(wanted, object);
    }
    if (known === undefined) await reHash(lake, layer, wanted, tally);
    else await lookUp(lake, layer, wanted, known.get(layer) ?? new Map(), tally);
  }
  return report(tally, options.sample, await absentOf(lake, tally));
}

interface Tally {
  readonly options: VerifyOptions;
  objects: number;
  bytes: number;
  passedOver: number;
  readonly findings: {
    readonly damaged: VerifyFinding[];
    readonly missing: VerifyFinding[];
    /** Those of the missing that only refs name which have ended. */
    readonly freed: Set<VerifyFinding>;
  };
  readonly broken: { readonly where: string; readonly reason: string }[];
  readonly withdrawn: VerifyFinding[];
}

const newTally = (options: VerifyOptions): Tally => ({
  options,
  objects: 0,
  bytes: 0,
  passedOver: 0,
  findings: { damaged: [], missing: [], freed: new Set() },
  broken: [],
  withdrawn: [],
});

/** The damaged objects of each layer, with the digests that their bytes have. */
async function readEverything(lake: Lake, tally: Tally): Promise<Map<Layer, Map<ObjectId, string>>> {
  const damaged = new Map<Layer, Map<ObjectId, string>>();
  for (const layer of LAYERS) {
    const found = new Map<ObjectId, string>();
    await readRows(lake, layer, 'all', tally, async (id, digest) => {
      found.set(id, digest ?? '');
    });
    damaged.set(layer, found);
  }
  return damaged;
}

async function lookUp(
  lake: Lake,
  layer: Layer,
  wanted: ReadonlyMap<ObjectId, readonly NamedObject[]>,
  damaged: ReadonlyMap<ObjectId, string>,
  { findings }: Tally,
): Promise<void> {
  // Not `missing`, which would hash once more what is young.
  const sizes = await lake.store.sizes(layer, [...wanted.keys()]);
  for (const [id, places] of wanted) {
    const found = damaged.get(id);
    if ((found === undefined && sizes.has(id)) || (await isReadable(lake, layer, id))) continue;
    if (found === undefined) noteMissing(findings, places);
    else noteDamaged(findings, places, found);
  }
}

async function reHash(
  lake: Lake,
  layer: Layer,
  wanted: ReadonlyMap<ObjectId, readonly NamedObject[]>,
  tally: Tally,
): Promise<void> {
  if (wanted.size === 0) return;
  await readRows(lake, layer, wanted.keys(), tally, async (id, found) => {
    const places = wanted.get(id) ?? [];
    if (found === undefined) noteMissing(tally.findings, places);
    else if (!(await isReadable(lake, layer, id))) noteDamaged(tally.findings, places, found);
  });
}

async function readRows(
  lake: Lake,
  layer: Layer,
  ids: Iterable<ObjectId> | 'all',
  tally: Tally,
  onBad: (id: ObjectId, found: string | undefined) => Promise<void>,
): Promise<void> {
  let last = { objects: 0, bytes: 0 };
  for await (const row of lake.store.verify(layer, ids, tally.options)) {
    if (row.kind === 'damaged') await onBad(row.id, row.found);
    else if (row.kind === 'missing') await onBad(row.id, undefined);
    else if (row.kind === 'broken') tally.broken.push({ where: row.where, reason: row.reason });
    else if (row.kind === 'hidden')
      tally.broken.push({ where: row.where, reason: 'a delete marker hides it from other programs' });
    else {
      last = row;
      tally.options.onProgress?.({ objects: tally.objects + row.objects, bytes: tally.bytes + row.bytes });
    }
  }
  tally.objects += last.objects;
  tally.bytes += last.bytes;
}

// A blob may have more places than a call takes arguments.
function noteDamaged({ damaged }: Tally['findings'], places: readonly NamedObject[], found: string): void {
  for (const place of places) damaged.push(finding(place, 'its bytes have changed', found));
}

/** Whether the store has a good copy of an object all the same, beside a damaged one or in a damaged pack. */
async function isReadable(lake: Lake, layer: Layer, id: ObjectId): Promise<boolean> {
  try {
    const bytes = await lake.store.get(layer, id);
    for await (const _ of bytes ?? []);
    return bytes !== undefined;
  } catch (error) {
    if (isDlakeError(error, 'object-damaged') || isDlakeError(error, 'store-damaged')) return false;
    throw error;
  }
}

function noteMissing({ missing, freed }: Tally['findings'], places: readonly NamedObject[]): void {
  for (const place of places) {
    const one = finding(place, 'it is not in the store', undefined);
    missing.push(one);
    if (place.ended && isBlobId(place.id)) freed.add(one);
  }
}

function note(wanted: Map<ObjectId, NamedObject[]>, object: NamedObject): void {
  const places = wanted.get(object.id);
  if (places === undefined) wanted.set(object.id, [object]);
  else places.push(object);
}

/** Joins small batches of one layer, so that the store can order its work. */
async function* batches(
  objects: AsyncIterable<readonly NamedObject[]>,
): AsyncIterable<{ layer: Layer; objects: readonly NamedObject[] }> {
  let batch: NamedObject[] = [];
  for await (const more of objects) {
    const [first] = batch;
    if (first !== undefined && (batch.length + more.length > AT_ONCE || first.layer !== more[0]?.layer)) {
      yield { layer: first.layer, objects: batch };
      batch = [];
    }
    batch.push(...more);
  }
  if (batch[0] !== undefined) yield { layer: batch[0].layer, objects: batch };
}

function finding(
  { ref, commit, version, path, id }: NamedObject,
  reason: string,
  found: string | undefined,
): VerifyFinding {
  const known = found === undefined || found === '' ? {} : { found };
  return { ref, commit, version, path, id, reason, expected: hexOf(id), ...known };
}

/** What is not here and known to be at a remote, and bytes that only refs name which have ended. */
async function absentOf(lake: Lake, { findings }: Tally): Promise<ReadonlySet<VerifyFinding>> {
  const absent = new Set<VerifyFinding>();
  const known = new KnownAtRemotes(lake);
  for (const finding of findings.missing) {
    const { commit, id, ref } = finding;
    const isKnown = (await known.commit(commit)) || (await known.object(parseRef(ref).layer, id));
    if (isKnown || findings.freed.has(finding)) absent.add(finding);
  }
  return absent;
}

function report(tally: Tally, sample: Sample | undefined, absent: ReadonlySet<VerifyFinding>): VerifyReport {
  const { damaged } = tally.findings;
  const { level } = tally.options;
  const missing = tally.findings.missing.filter((one) => !absent.has(one));
  const asked = tally.objects + tally.passedOver + absent.size;
  return {
    ok: damaged.length + missing.length + tally.broken.length === 0,
    ...(level === undefined || level === 'full' ? {} : { level }),
    checked: tally.objects,
    bytes: tally.bytes,
    coverage: asked === 0 ? 1 : tally.objects / asked,
    ...(sample === undefined ? {} : { sample }),
    damaged,
    broken: tally.broken,
    missing,
    absent: [...absent],
    withdrawn: tally.withdrawn,
  };
}
