import { DlakeError } from '../errors.ts';
import type { FreeMap } from '../records/commit.ts';
import type { Layer } from '../records/layers.ts';
import type { CallOptions } from '../store/contract.ts';
import { approvals } from './approve.ts';
import type { Lake } from './lake.ts';
import type { CommitWithId } from './read-commit.ts';
import { verify } from './verify.ts';

/** What a layer requires of what is promoted to it. */
export interface LayerRequirements {
  /** Every byte of the version is read and hashed. */
  readonly verify?: boolean;
  /** Keys that its metadata must have. */
  readonly metadata?: readonly string[];
  /** A command that must end with exit code 0 in a folder with its files. */
  readonly command?: string;
  /** Somebody else has approved it. */
  readonly approval?: boolean;
}

/** Who promotes, and with what. */
export interface Checking extends CallOptions {
  /** The server's word for who promotes, or the author's own. */
  readonly actor: string;
  /** The program that checks, as `dlake 0.1.0`. */
  readonly tool: string;
  readonly trustNames: boolean;
}

/**
 * Sees whether a version has what a layer requires of it, but for what takes a command, and gives what is to be recorded
 * of it. Throws `rule-refused` with what is wanting.
 */
export async function checkRequirements(
  lake: Lake,
  version: CommitWithId,
  layer: Layer,
  required: LayerRequirements,
  how: Checking,
): Promise<readonly FreeMap[]> {
  const refused = (rule: string) =>
    new DlakeError('rule-refused', { subject: `${layer}/${version.commit.dataset}`, rule });
  const checks: FreeMap[] = [];
  const { metadata = [] } = required;
  if (metadata.length > 0) {
    const lacking = metadata.filter((key) => isVacant(version.commit.metadata[key]));
    if (lacking.length > 0)
      throw refused(
        `${layer} takes what has the metadata ${metadata.join(', ')}; it lacks ${lacking.join(', ')}`,
      );
    checks.push({ check: 'metadata', keys: metadata, by: how.tool });
  }
  if (required.approval) {
    const others = (await approvals(lake, version.id, layer)).filter(({ actor }) => actor !== how.actor);
    const [newest] = others;
    if (newest === undefined)
      throw refused(
        `${layer} takes what somebody else has approved: dlake approve, by another than ${how.actor}`,
      );
    if (lake.actor === undefined && !how.trustNames)
      throw refused(
        `${layer} takes what two have agreed on, and this lake is not to trust names (trustNames)`,
      );
    const { actor, at, reason } = newest;
    checks.push({ check: 'approval', by: actor, at, ...(reason !== undefined && { reason }) });
  }
  if (required.verify) {
    const { signal } = how;
    const found = await verify(lake, { versions: [version], ...(signal && { signal }) });
    if (!found.ok)
      throw refused(
        `${layer} takes what is whole, and ${found.damaged.length + found.missing.length} of its objects are damaged or missing: dlake verify names them`,
      );
    checks.push({ check: 'verify', objects: found.checked, bytes: found.bytes, by: how.tool });
  }
  return checks;
}

const isVacant = (value: unknown): boolean =>
  value === undefined || (typeof value === 'string' && value.trim() === '');
