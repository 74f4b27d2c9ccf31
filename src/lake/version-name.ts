import { DlakeError } from '../errors.ts';
import type { CommitId } from '../records/ids.ts';
import { type Ref, refText } from '../records/ref.ts';
import { firstParents } from './ancestors.ts';
import type { Lake } from './lake.ts';

const NUMBERED = /^v([1-9][0-9]{0,8})$/;

/**
 * The name of the version that follows `base`: the one asked for, else `vN` with the next number. Numbers only
 * grow along first parents, so the nearest one behind decides. Throws `rule-refused` when the name asked for is
 * borne by a first parent, or is a number that is not greater than those before.
 */
export async function versionAfter(
  lake: Lake,
  ref: Ref,
  base: CommitId | undefined,
  wanted: string | undefined,
): Promise<string> {
  if (base === undefined) return wanted ?? 'v1';
  const number = wanted === undefined ? undefined : numberOf(wanted);
  let nearest: number | undefined;
  for await (const { commit } of firstParents(lake, base, ref.layer)) {
    const version = commit.metadata.version;
    if (version === wanted) throw refused(ref, `version ${wanted} is taken; versions of a ref are unique`);
    nearest ??= numberOf(version);
    if (nearest !== undefined && (wanted === undefined || number !== undefined)) break;
  }
  if (wanted === undefined) return `v${(nearest ?? 0) + 1}`;
  if (number !== undefined && nearest !== undefined && number <= nearest) {
    throw refused(ref, `version numbers grow: the last one is v${nearest}`);
  }
  return wanted;
}

function numberOf(version: string): number | undefined {
  const found = NUMBERED.exec(version);
  return found === null ? undefined : Number(found[1]);
}

function refused(ref: Ref, rule: string): DlakeError {
  return new DlakeError('rule-refused', { subject: refText(ref), rule });
}
