import { existsSync, readFileSync, renameSync, statSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { sha256Hex } from '../../records/sha256.ts';
import { waitForLock } from '../pglite/lock.ts';
import { MIGRATIONS } from '../schema/migrations.ts';
import { TEMPLATE_SETTINGS } from './template-settings.ts';

/** The template's file in a build, beside the code. */
export const TEMPLATE_FILE = 'catalog-template.bin';

/**
 * The packed folder that a new catalog begins as: in a build the file beside the code; from source made when
 * first needed and kept in the folder for temporary files, by what it is made of.
 */
export async function findTemplate(): Promise<Uint8Array> {
  if (import.meta.url.endsWith('.ts')) return await madeFromSource();
  return readFileSync(new URL(TEMPLATE_FILE, import.meta.url));
}

async function madeFromSource(): Promise<Uint8Array> {
  const user = process.getuid?.() ?? 0;
  const file = join(tmpdir(), `dlake-template-${user}-${key()}.bin`);
  const lock = await waitForLock(`${file}.lock`, {}, 120_000);
  try {
    if (existsSync(file) && statSync(file).uid === user) return readFileSync(file);
    const { makeTemplate } = await import('./make-template.ts');
    const template = await makeTemplate();
    writeFileSync(`${file}.new`, template, { mode: 0o600 });
    renameSync(`${file}.new`, file);
    return template;
  } finally {
    lock?.release();
  }
}

function key(): string {
  const engine = createRequire(import.meta.url).resolve('@electric-sql/pglite');
  const { mtimeMs, size } = statSync(engine);
  const maker = ['make-template.ts', 'archive.ts'].map((name) =>
    readFileSync(fileURLToPath(new URL(name, import.meta.url)), 'utf8'),
  );
  return sha256Hex(JSON.stringify([MIGRATIONS, TEMPLATE_SETTINGS, maker, mtimeMs, size])).slice(0, 16);
}
