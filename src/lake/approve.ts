import { DlakeError } from '../errors.ts';
import { type CommitId, cidText } from '../records/ids.ts';
import { isLayer, type Layer } from '../records/layers.ts';
import { appendEntry } from './append-entry.ts';
import { promotionTarget } from './check-promotion.ts';
import type { Lake } from './lake.ts';
import { entriesBack, logHead } from './log-head.ts';
import type { CommitWithId } from './read-commit.ts';

/** That somebody said of a version that it may enter a layer. */
export interface Approval {
  readonly actor: string;
  readonly layer: Layer;
  readonly at: string;
  readonly reason?: string;
}

/**
 * Records that a version may enter the next layer, as far as whoever acts is concerned. Who that is a server vouches
 * for; a lake on one machine can't, and refuses unless it is to trust names. Throws `rule-refused`, `ref-moved`.
 */
export async function approve(
  lake: Lake,
  version: CommitWithId,
  facts: { readonly actor: string; readonly reason?: string; readonly trustNames: boolean },
): Promise<Approval> {
  const { layer } = promotionTarget(version, undefined);
  const { actor, reason, trustNames } = facts;
  const subject = subjectOf(version.id);
  if (lake.actor === undefined && !trustNames)
    throw new DlakeError('rule-refused', {
      subject: 'The approval',
      rule: 'a lake on one machine can not prove who approves: approve at the lab (--remote), or have this lake trust names (dlake config trustNames yes)',
    });
  const made = await appendEntry(lake, 'raw', subject, await logHead(lake, 'raw', subject), {
    kind: 'approve',
    data: { layer },
    actor,
    ...(reason === undefined ? {} : { reason }),
  });
  if (made === undefined) throw new DlakeError('ref-moved', { ref: subject });
  return { layer, ...who(made.entry) };
}

/** Who approved a version for a layer, the newest first. */
export async function approvals(lake: Lake, version: CommitId, layer: Layer): Promise<readonly Approval[]> {
  const found: Approval[] = [];
  for await (const { entry } of entriesBack(lake, 'raw', subjectOf(version))) {
    const { layer: approved } = (entry.data ?? {}) as { readonly layer?: unknown };
    if (entry.kind !== 'approve' || typeof approved !== 'string' || !isLayer(approved)) continue;
    if (approved === layer) found.push({ layer, ...who(entry) });
  }
  return found;
}

const subjectOf = (id: CommitId): string => `objects/${cidText(id)}`;

const who = ({
  actor,
  at,
  reason,
}: {
  readonly actor: string;
  readonly at: string;
  readonly reason?: string;
}) => ({
  actor,
  at,
  ...(reason === undefined ? {} : { reason }),
});
