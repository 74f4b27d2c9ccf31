import type { Lake } from '../lake/lake.ts';
import { readingProblem } from '../lake/reading-problem.ts';
import type { VerifyFinding, VerifyReport } from '../lake/verify-report.ts';
import type { ObjectId } from '../records/ids.ts';
import { LAYERS, type Layer } from '../records/layers.ts';
import { parseRef } from '../records/parse-ref.ts';
import type { CallOptions } from '../store/contract.ts';

/** What became of a finding. */
export interface Repaired {
  /** Places whose bytes are good again. */
  readonly mended: readonly VerifyFinding[];
  /** Places whose bytes the other lake has not, or has not whole. */
  readonly left: readonly VerifyFinding[];
}

/**
 * Brings from another lake what `verify` found damaged or missing in this one: each object is hashed on its way,
 * and nothing is put where the bytes are not those of the id. Behind a record that was lost more may be missing, so
 * that `again` is asked once one was mended.
 */
export async function repair(
  lake: Lake,
  source: Lake,
  report: VerifyReport,
  again: () => Promise<VerifyReport>,
  options: CallOptions = {},
): Promise<Repaired> {
  const mended: VerifyFinding[] = [];
  for (let found = report; ; found = await again()) {
    const round = await repairOnce(lake, source, found, options);
    mended.push(...round.mended);
    if (!round.mended.some(({ path }) => path === '')) return { mended, left: round.left };
  }
}

async function repairOnce(
  lake: Lake,
  source: Lake,
  report: VerifyReport,
  { signal }: CallOptions,
): Promise<Repaired> {
  const findings = [...report.damaged, ...report.missing, ...report.absent];
  const mended = new Set<VerifyFinding>();
  for (const layer of LAYERS) {
    const ofLayer = findings.filter(({ ref }) => parseRef(ref).layer === layer);
    const ids = new Set(ofLayer.map(({ id }) => id));
    if (ids.size === 0) continue;
    const brought = await bring(lake, source, layer, ids, signal);
    for (const finding of ofLayer) if (brought.has(finding.id)) mended.add(finding);
  }
  return {
    mended: [...mended],
    left: findings.filter((finding) => !mended.has(finding)),
  };
}

/** Those of these objects that the other lake had whole; they are durable here when this returns. */
async function bring(
  lake: Lake,
  source: Lake,
  layer: Layer,
  ids: ReadonlySet<ObjectId>,
  signal: AbortSignal | undefined,
): Promise<ReadonlySet<ObjectId>> {
  const brought = new Set<ObjectId>();
  const session = await lake.store.session(layer, signal && { signal });
  try {
    for (const id of ids) {
      for (const from of [layer, ...LAYERS.filter((other) => other !== layer)]) {
        if (!(await take(source, from, id, (bytes) => session.putStream(id, bytes)))) continue;
        brought.add(id);
        break;
      }
    }
    await session.flush();
    return brought;
  } finally {
    await session.close();
  }
}

/** Whether a layer of the other lake has an object whole; it is put then. */
async function take(
  source: Lake,
  layer: Layer,
  id: ObjectId,
  put: (bytes: AsyncIterable<Uint8Array>) => Promise<void>,
): Promise<boolean> {
  try {
    const bytes = await source.store.get(layer, id);
    if (bytes === undefined) return false;
    await put(bytes);
    return true;
  } catch (error) {
    // A copy that is damaged there too is none.
    if (readingProblem(error) === undefined) throw error;
    return false;
  }
}
