import { DlakeError } from '../errors.ts';
import { parseRevision } from '../records/parse-revision.ts';
import type { Ref } from '../records/ref.ts';
import type { Lake } from './lake.ts';
import { refOfDatasetAnywhere } from './resolve-revision.ts';

/** The ref that a user names, with its layer or, where only one layer has the dataset, without. Throws `ref-invalid`. */
export async function refArgument(lake: Lake, text: string): Promise<Ref> {
  const { start, version, back, at, path } = parseRevision(text);
  if ([version, back, at, path].some((part) => part !== undefined))
    throw new DlakeError('ref-invalid', { ref: text, reason: 'it goes on with a version or a path' });
  if (start.kind === 'name' || start.kind === 'remote')
    throw new DlakeError('ref-invalid', { ref: text, reason: 'it has no source and id' });
  return start.kind === 'ref' ? start.ref : refOfDatasetAnywhere(lake, start.dataset);
}
