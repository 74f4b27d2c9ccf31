import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Kysely } from 'kysely';
import { sessionDialect } from '../engine/session-dialect.ts';
import { openPglite } from '../pglite/open-pglite.ts';
import { migrate } from '../schema/migrate.ts';
import { packFolder } from './archive.ts';
import { TEMPLATE_SETTINGS } from './template-settings.ts';

/** Makes a new, migrated data folder and packs it: what every new local catalog begins as. Takes some seconds. */
export async function makeTemplate(): Promise<Buffer> {
  const { PGlite } = await import('@electric-sql/pglite');
  const scratch = mkdtempSync(join(tmpdir(), 'dlake-template-'));
  const data = join(scratch, 'data');
  try {
    const bare = await PGlite.create(data, { initDbStartParams: ['--wal-segsize=1'] });
    await bare.exec('UPDATE pg_database SET datistemplate = false');
    await bare.exec('DROP DATABASE template1');
    await bare.exec('DROP DATABASE template0');
    for (const setting of TEMPLATE_SETTINGS) await bare.exec(`ALTER SYSTEM SET ${setting}`);
    await bare.close();
    const db = new Kysely<Record<never, never>>({ dialect: sessionDialect(() => openPglite(data)) });
    await migrate(db);
    await db.destroy();
    return packFolder(data);
  } finally {
    rmSync(scratch, { recursive: true, force: true });
  }
}
