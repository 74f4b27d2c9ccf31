import { DlakeError } from '../errors.ts';
import type { LocalLake } from '../lake/lake.ts';
import { refOfDatasetAnywhere, resolveAll } from '../lake/resolve-revision.ts';
import type { CommitId } from '../records/ids.ts';
import { parseRevision } from '../records/parse-revision.ts';
import { type Ref, refText } from '../records/ref.ts';
import { sortUtf8 } from '../records/utf8-order.ts';
import type { CallOptions } from '../store/contract.ts';
import { folderStatus } from './status.ts';

/**
 * The commits that data was derived from. A ref alone means the base of its folder, not whatever the ref has
 * become: lineage is what was read. Throws `input-modified` when that folder was modified, `not-checked-out`
 * when there is none, and what `resolveAll` throws.
 */
export async function resolveInput(
  lake: LocalLake,
  text: string,
  options: CallOptions = {},
): Promise<readonly CommitId[]> {
  const { start, version, back, at, path } = parseRevision(text);
  if (path !== undefined)
    throw new DlakeError('revision-invalid', {
      revision: text,
      reason: 'an input is a whole version, not a file of it',
    });
  const exact = version !== undefined || back !== undefined || at !== undefined;
  if (exact || (start.kind !== 'ref' && start.kind !== 'dataset'))
    return (await resolveAll(lake, text)).map(({ id }) => id);
  const ref = start.kind === 'ref' ? start.ref : await refOfDatasetAnywhere(lake, start.dataset);
  return [await baseThatWasRead(lake, ref, options)];
}

async function baseThatWasRead(lake: LocalLake, ref: Ref, options: CallOptions): Promise<CommitId> {
  const { state, base, added, modified, deleted } = await folderStatus(lake, ref, options);
  if (base === undefined || state === 'not-checked-out')
    throw new DlakeError('not-checked-out', { ref: refText(ref), input: true });
  // What an update put into a later version makes the folder none of the versions.
  const put = (base.updates ?? []).map(({ entry }) => entry.path);
  if (state === 'clean' && put.length === 0) return base.commit;
  const paths = sortUtf8(new Set([...added, ...modified, ...deleted, ...put]));
  throw new DlakeError('input-modified', { ref: refText(ref), paths });
}
