import type { Kysely } from 'kysely';
import { DlakeError } from '../../errors.ts';
import { MIGRATIONS } from './migrations.ts';
import { schemaVersion } from './schema-version.ts';

/**
 * Sees that the schema is the one that this program knows, and changes nothing. Throws `catalog-too-new`, and
 * `catalog-too-old`, also when there is none.
 */
export async function checkSchema<T>(db: Kysely<T>): Promise<void> {
  const found = await schemaVersion(db);
  if (found < MIGRATIONS.length) throw new DlakeError('catalog-too-old', { found, known: MIGRATIONS.length });
}
