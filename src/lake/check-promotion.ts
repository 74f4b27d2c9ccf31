import { DlakeError } from '../errors.ts';
import type { CommitId } from '../records/ids.ts';
import { LAYERS, type Layer } from '../records/layers.ts';
import { refOfDataset } from '../records/parse-ref.ts';
import { type Ref, refText } from '../records/ref.ts';
import { isAncestor } from './ancestors.ts';
import type { Lake } from './lake.ts';
import { type CommitWithId, readCommit } from './read-commit.ts';
import { retractionsOf } from './retractions.ts';

/** What whoever promotes asks for, by name, against the rules that guard from mistakes. */
export interface PromotionWishes {
  /** Where to; by default the next layer, and no other is taken. */
  readonly to?: Layer | undefined;
  /** Promote what lies behind the version that was promoted last. */
  readonly older?: boolean | undefined;
  /** Promote onto a version that did not come by promotion. */
  readonly onto?: boolean | undefined;
  /** Promote what was retracted. */
  readonly retracted?: boolean | undefined;
}

/** Throws `rule-refused` for a version that was retracted, or a file of it, unless that is wished for. */
export async function checkRetracted(
  lake: Lake,
  source: CommitWithId,
  { retracted = false }: PromotionWishes,
): Promise<void> {
  const [first] = retracted ? [] : await retractionsOf(lake, source);
  if (first === undefined) return;
  const { layer, dataset, metadata } = source.commit;
  const file = first.path === undefined ? '' : `:${first.path}`;
  throw new DlakeError('rule-refused', {
    subject: 'The promotion',
    rule: `${layer}/${dataset}@${metadata.version}${file} was retracted by ${first.by} (${first.reason}); --retracted promotes it all the same`,
  });
}

/** The ref that a version is promoted to. Throws `rule-refused` for any but the next layer. */
export function promotionTarget({ commit }: CommitWithId, to: Layer | undefined): Ref {
  const { layer, dataset } = commit;
  const next = LAYERS[LAYERS.indexOf(layer) + 1];
  const rule = brokenStep(layer, to, next);
  if (rule !== undefined || next === undefined)
    throw new DlakeError('rule-refused', { subject: `${to ?? layer}/${dataset}`, rule: rule ?? '' });
  return refOfDataset(next, dataset);
}

function brokenStep(from: Layer, to: Layer | undefined, next: Layer | undefined): string | undefined {
  if (to !== undefined && LAYERS.indexOf(to) < LAYERS.indexOf(from))
    return `promotion never goes back, and ${to} comes before ${from}`;
  if (to === from) return `it is in ${from} already`;
  if (next === undefined) return `${from} is the last layer`;
  if (to === undefined || to === next) return undefined;
  return `promotion never skips a layer: from ${from} the next one is ${next}`;
}

/**
 * Throws `rule-refused` when a version is not to be promoted onto what its ref names there: it is there already, it
 * lies behind what is there, or what is there was not promoted; the last two unless they are wished for.
 */
export async function checkPromotion(
  lake: Lake,
  source: CommitWithId,
  target: Ref,
  head: CommitId | undefined,
  { older = false, onto = false }: PromotionWishes,
): Promise<void> {
  if (head === undefined) return;
  const refused = (rule: string) => new DlakeError('rule-refused', { subject: refText(target), rule });
  const { commit } = await readCommit(lake, head, target.layer);
  const [input] = commit.inputs ?? [];
  if (commit.action !== 'promotion' || input === undefined) {
    if (onto) return;
    throw refused(
      `its newest version, ${commit.metadata.version}, was not promoted (${commit.action}); --onto puts the promotion on top of it`,
    );
  }
  const named = ({ commit: { layer, dataset, metadata } }: CommitWithId) =>
    `${layer}/${dataset}@${metadata.version}`;
  if (input === source.id) throw refused(`${named(source)} is there already, as ${commit.metadata.version}`);
  if (older || !(await isAncestor(lake, source.id, input, source.commit.layer))) return;
  const newer = await readCommit(lake, input, source.commit.layer);
  throw refused(
    `${named(source)} is older than ${newer.commit.metadata.version}, which is there as ${commit.metadata.version}; --older promotes it all the same`,
  );
}
