import { sql } from 'kysely';
import type { Layer } from '../records/layers.ts';
import type { Catalog } from './catalog.ts';
import type { FileName } from './catalog-file.ts';
import { jsonText } from './json-text.ts';

/** What was found out about a file; what is undefined stays as it is known. */
export interface FileFacts extends FileName {
  /** Its bytes have been seen to be those of its key. */
  readonly proved?: true | undefined;
  /** Until when the store refuses to delete it: UTC. */
  readonly retainUntil?: string | undefined;
  readonly versionId?: string | undefined;
  /** It was looked for and is not there; false: it is there again. */
  readonly lost?: boolean | undefined;
}

/** Keeps what was found out about files of a layer. Of files that were never placed nothing is kept. */
export async function noteFiles(catalog: Catalog, layer: Layer, facts: readonly FileFacts[]): Promise<void> {
  if (facts.length === 0) return;
  const rows = facts.map(({ kind, key, proved, retainUntil, versionId, lost }) => ({
    kind,
    key,
    proved,
    lost,
    retain_until: retainUntil,
    version_id: versionId,
  }));
  await catalog.run((db) => sql`SELECT dlake.note_files(${layer}, ${jsonText(rows)}::json)`.execute(db));
}
