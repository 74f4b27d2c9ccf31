import type { Layer } from '../records/layers.ts';
import type { EntryKind } from '../records/log-entry.ts';
import type { Catalog } from './catalog.ts';

/** An entry of some log, as it is stored. */
export interface EntryOfLog {
  readonly layer: Layer;
  readonly subject: string;
  readonly seq: number;
  readonly bytes: Uint8Array;
}

/** The entries of these kinds, of one log or of all, by log and then the oldest first. */
export async function entriesOfKinds(
  catalog: Catalog,
  kinds: readonly EntryKind[],
  log?: { readonly layer: Layer; readonly subject: string },
): Promise<EntryOfLog[]> {
  return await catalog.run((db) => {
    const said = db
      .selectFrom('dlake.log')
      .select(['layer', 'subject', 'seq', 'record as bytes'])
      .where('kind', 'in', kinds)
      .orderBy('layer')
      .orderBy('subject')
      .orderBy('seq');
    return (
      log === undefined ? said : said.where('layer', '=', log.layer).where('subject', '=', log.subject)
    ).execute();
  });
}
