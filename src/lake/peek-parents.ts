import type { CommitId } from '../records/ids.ts';
import type { Layer } from '../records/layers.ts';
import { isLink, linkedId } from '../records/link.ts';
import { openRecord } from '../records/open-record.ts';
import type { Lake } from './lake.ts';
import { readingProblem } from './reading-problem.ts';

/**
 * The parents of a commit, for counting: the record is peeked at and not checked, so that no definitions are
 * loaded. Undefined when it is not here or can't be read.
 */
export async function peekParents(
  lake: Lake,
  layer: Layer,
  commit: CommitId,
): Promise<readonly CommitId[] | undefined> {
  try {
    const bytes = await lake.store.read(layer, commit);
    if (bytes === undefined) return undefined;
    const { parents = [] } = openRecord(bytes, 'commit') as { readonly parents?: unknown };
    if (!Array.isArray(parents)) return undefined;
    const ids = parents.map((link: unknown) => (isLink(link) ? linkedId(link) : undefined));
    return ids.every((id) => id !== undefined) ? (ids as readonly CommitId[]) : undefined;
  } catch (error) {
    if (readingProblem(error) === undefined) throw error;
    return undefined;
  }
}
