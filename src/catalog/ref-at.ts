import { type CommitId, commitId } from '../records/ids.ts';
import type { Layer } from '../records/layers.ts';
import type { Catalog } from './catalog.ts';
import { hexOfDigest } from './digest.ts';
import { utc } from './utc.ts';

/** Where a ref stood. */
export interface RefPosition {
  readonly seq: number;
  /** Undefined when it had ended. */
  readonly head: CommitId | undefined;
  readonly at: string;
}

/**
 * Where a ref stood at a time (by what its entries claim), after its entry of a number, or now; undefined when
 * it was not there yet.
 */
export async function refAt(
  catalog: Catalog,
  ref: { readonly layer: Layer; readonly dataset: string },
  when: { readonly at?: string; readonly seq?: number } = {},
): Promise<RefPosition | undefined> {
  const { at, seq } = when;
  const row = await catalog.run((db) =>
    db
      .selectFrom('dlake.log')
      .select((eb) => ['seq', 'kind', 'to_id', utc(eb.ref('at')).as('at')])
      .where('layer', '=', ref.layer)
      .where('subject', '=', `refs/${ref.dataset}`)
      .where('kind', 'in', ['move', 'end'])
      .$if(at !== undefined, (query) => query.where('at', '<=', at!))
      .$if(seq !== undefined, (query) => query.where('seq', '<=', seq!))
      .orderBy('seq', 'desc')
      .limit(1)
      .executeTakeFirst(),
  );
  if (row === undefined) return undefined;
  const head = row.kind === 'move' && row.to_id !== null ? commitId(hexOfDigest(row.to_id)) : undefined;
  return { seq: row.seq, head, at: row.at };
}
