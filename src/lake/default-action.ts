import type { Action } from '../records/commit.ts';
import { KNOWN_SOURCES } from '../records/known-sources.ts';
import type { Ref } from '../records/ref.ts';

/** Sources of a lab's own: what is there was made, not collected. */
const OWN = new Set(['lab', 'upload']);

/** How a commit came to be when nobody says: from inputs by a pipeline, collected from a public source, else by hand. */
export function defaultAction(ref: Ref, facts: { readonly inputs: boolean; readonly url: boolean }): Action {
  if (facts.inputs) return 'pipeline';
  const isPublic = KNOWN_SOURCES.has(ref.source) && !OWN.has(ref.source);
  return ref.layer === 'raw' && (facts.url || isPublic) ? 'collection' : 'manual';
}
