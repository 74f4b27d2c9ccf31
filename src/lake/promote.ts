import { DlakeError, isDlakeError } from '../errors.ts';
import type { FreeMap } from '../records/commit.ts';
import type { CommitId } from '../records/ids.ts';
import { type Ref, refText } from '../records/ref.ts';
import type { CallOptions, Session } from '../store/contract.ts';
import { checkPromotion, checkRetracted, type PromotionWishes, promotionTarget } from './check-promotion.ts';
import { type CopiedObjects, type CopiedToLayer, copyToLayer } from './copy-to-layer.ts';
import type { Lake } from './lake.ts';
import type { CommitWithId } from './read-commit.ts';
import { recordVersion } from './record-version.ts';
import { type RefHead, refHead } from './ref-head.ts';
import { verify } from './verify.ts';
import type { VersionFacts } from './version-facts.ts';
import { refuseWithdrawn } from './withdraw/refuse-withdrawn.ts';

export interface PromoteOptions extends PromotionWishes, CallOptions {
  readonly author: string;
  readonly message: string;
  /** Laid over what the version says of itself; a name for the new version may be among it. */
  readonly metadata?: FreeMap;
  /** Does what the layer requires and gives what is to be recorded of it; throws when the version is not let in. */
  readonly check?: (target: Ref) => Promise<readonly FreeMap[]>;
  /** Say what would be copied; copy and check nothing. */
  readonly dryRun?: boolean;
  readonly onCopied?: (done: CopiedObjects) => void;
}

/** What a promotion came to. */
export interface Promoted {
  /** The ref that names the promotion now. */
  readonly ref: Ref;
  /** Undefined for a dry run. */
  readonly made: CommitWithId | undefined;
  readonly objectsCopied: number;
  readonly bytesCopied: number;
}

/**
 * Promotes a version to the next layer: copies what it names there, records the promotion, and moves the ref, in this
 * order; the source stays as it is. Killed at any point, nothing is promoted, and the same again finishes. Throws
 * `rule-refused`, `source-damaged`, what `check` throws, and `ref-moved`; then nothing changed.
 */
export async function promote(lake: Lake, source: CommitWithId, options: PromoteOptions): Promise<Promoted> {
  const ref = promotionTarget(source, options.to);
  const head = await refHead(lake, ref);
  await refuseWithdrawn(lake, source.commit);
  await checkRetracted(lake, source, options);
  await checkPromotion(lake, source, ref, head?.commit, options);
  const { signal } = options;
  if (options.dryRun) return promoted(ref, undefined, await copy(lake, source, ref, undefined, options));
  const checks = (await options.check?.(ref)) ?? [];
  // What a server has copied counts at once: a promotion that was cut off copies the rest.
  const session = await lake.store.session(ref.layer, { visibleEarly: true, ...(signal && { signal }) });
  try {
    const copied = await copy(lake, source, ref, session, options);
    const made = await record(lake, session, source, { ref, head, checks }, options);
    return promoted(ref, made, copied);
  } finally {
    await session.close();
  }
}

async function copy(
  lake: Lake,
  source: CommitWithId,
  { layer }: Ref,
  session: Session | undefined,
  { signal, onCopied }: PromoteOptions,
): Promise<CopiedToLayer> {
  try {
    const how = { ...(signal && { signal }), ...(onCopied && { onCopied }) };
    const copied = await copyToLayer(lake, source, layer, session, how);
    if (copied.complete) return copied;
  } catch (error) {
    if (!isDlakeError(error, 'object-damaged')) throw error;
  }
  throw await whatIsWrong(lake, source);
}

/** What of a version can't be copied, by name: all of it, not only what was met first. */
async function whatIsWrong(lake: Lake, source: CommitWithId): Promise<DlakeError> {
  const { layer, dataset, metadata } = source.commit;
  const revision = `${layer}/${dataset}@${metadata.version}`;
  const { damaged, missing, absent } = await verify(lake, { versions: [source] });
  const files = [...damaged, ...missing].map(({ path, reason }) => ({ path, reason }));
  if (files.length > 0 || absent.length === 0) return new DlakeError('source-damaged', { revision, files });
  const rule = `the files of ${revision} are not all here yet: \`dlake pull\` brings them`;
  return new DlakeError('rule-refused', { subject: 'The promotion', rule });
}

async function record(
  lake: Lake,
  session: Session,
  source: CommitWithId,
  {
    ref,
    head,
    checks,
  }: { readonly ref: Ref; readonly head: RefHead | undefined; readonly checks: readonly FreeMap[] },
  { author, message, metadata }: PromoteOptions,
): Promise<CommitWithId> {
  const { manifest: root, files, bytes } = source.commit;
  const parents: readonly CommitId[] = head?.commit === undefined ? [] : [head.commit];
  const facts = { ...carried(source), checks, author, message };
  return recordVersion(lake, session, {
    ref,
    content: { root, files, bytes },
    head,
    parents,
    facts: { ...facts, metadata: { ...facts.metadata, ...metadata } },
    reason: `promoted from ${refText({ ...ref, layer: source.commit.layer })}`,
  });
}

/** What a promotion says as its source does; how the data came to be is asked of that, by the input. */
function carried({ id, commit }: CommitWithId): Pick<VersionFacts, 'inputs' | 'expected' | 'keywords'> & {
  readonly action: 'promotion';
  readonly name: string;
  readonly metadata: FreeMap;
} {
  const { version: _, ...metadata } = commit.metadata;
  const { name, keywords, expected } = commit;
  return {
    action: 'promotion',
    inputs: [id],
    name,
    metadata,
    ...(keywords && { keywords }),
    ...(expected && { expected }),
  };
}

const promoted = (ref: Ref, made: CommitWithId | undefined, copied: CopiedObjects): Promoted => ({
  ref,
  made,
  objectsCopied: copied.objects,
  bytesCopied: copied.bytes,
});
