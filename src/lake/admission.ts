import { DlakeError } from '../errors.ts';
import type { Commit } from '../records/commit.ts';
import type { CommitId } from '../records/ids.ts';
import { LAYERS, type Layer } from '../records/layers.ts';
import { parseRef, refOfDataset, refProblem } from '../records/parse-ref.ts';
import { refSubject } from '../records/ref.ts';
import { ancestors } from './ancestors.ts';
import type { Lake } from './lake.ts';
import { entriesBack } from './log-head.ts';
import { findCommit } from './read-commit.ts';

/** The metadata key that holds why data of foreign origin was let into processed without inputs. */
export const ATTESTED = 'attested';

/** Throws `admission-refused` when the layer does not take this commit. */
export async function admit(lake: Lake, commit: Commit): Promise<void> {
  const rule = await brokenRule(lake, commit);
  if (rule === undefined) return;
  throw new DlakeError('admission-refused', { ref: `${commit.layer}/${commit.dataset}`, rule });
}

/** The rule of admission that a commit breaks, in words; undefined when its layer takes it. */
export async function brokenRule(lake: Lake, commit: Commit): Promise<string | undefined> {
  return (
    brokenByItself(commit) ??
    (commit.action === 'promotion' ? await brokenPromotion(lake, commit) : undefined)
  );
}

/** The rule that the record alone shows to be broken. */
export function brokenByItself(commit: Commit): string | undefined {
  const { layer, action } = commit;
  const name = refProblem(refOfDataset(layer, commit.dataset));
  if (name !== undefined) return name;
  if (layer === 'raw') {
    if (action === 'collection' || action === 'manual') return undefined;
    return `raw takes data as it was collected (collection, manual), not ${action}: derived data goes to processed`;
  }
  if (layer === 'processed') {
    if (action === 'promotion') return undefined;
    if (action === 'collection')
      return 'collected data enters at raw; processed takes promotion, pipeline or manual';
    const attested = commit.metadata[ATTESTED];
    if (commit.inputs !== undefined || (typeof attested === 'string' && attested.trim() !== ''))
      return undefined;
    return 'processed takes data that says what it was derived from: name its inputs (--from), or say why there are none (--attest)';
  }
  if (action === 'promotion') return undefined;
  return `${layer} is entered by promotion from ${layerBelow(layer)} only`;
}

async function brokenPromotion(lake: Lake, commit: Commit): Promise<string | undefined> {
  const below = layerBelow(commit.layer);
  const [input, ...more] = commit.inputs ?? [];
  if (input === undefined || more.length > 0) return 'a promotion has exactly one input';
  const found = await findCommit(lake, input, below);
  if (found === undefined) return 'the commit that was promoted is not in this lake';
  const source = found.commit;
  if (source.layer !== below)
    return `a promotion into ${commit.layer} comes from ${below}, not from ${source.layer}`;
  if (source.dataset !== commit.dataset) return 'a promotion keeps its dataset';
  if (source.manifest !== commit.manifest) return 'a promotion keeps its files as they are';
  if (await inLogOf(lake, input, source)) return undefined;
  return `the commit that was promoted is not in the history of ${below}/${commit.dataset}`;
}

/** Whether a commit stands in its ref's log, or behind a commit that does. */
async function inLogOf(lake: Lake, id: CommitId, commit: Commit): Promise<boolean> {
  const ref = parseRef(`${commit.layer}/${commit.dataset}`);
  const heads: CommitId[] = [];
  for await (const { entry } of entriesBack(lake, ref.layer, refSubject(ref))) {
    if (entry.kind !== 'move') continue;
    if (entry.to === id) return true;
    heads.push(entry.to as CommitId);
  }
  for (const head of heads) {
    for await (const behind of ancestors(lake, head, ref.layer)) if (behind.id === id) return true;
  }
  return false;
}

function layerBelow(layer: Layer): Layer {
  return LAYERS[Math.max(0, LAYERS.indexOf(layer) - 1)] as Layer;
}
