import { type Kysely, sql } from 'kysely';
import { hexOf } from '../records/ids.ts';
import type { PageToApply } from './batch.ts';
import { jsonText } from './json-text.ts';
import type { Tables } from './schema/tables.ts';
import { slices } from './slices.ts';

/** Inserts manifest pages and what they list; pages that are there stay. */
export async function insertPages(db: Kysely<Tables>, pages: readonly PageToApply[]): Promise<void> {
  for (const slice of slices(pages, (page) => 2 * page.bytes.length + 100)) {
    const rows = slice.map(({ id, level, bytes }) => ({ id: hexOf(id), level, page: base64(bytes) }));
    const links = slice.flatMap(({ id, children }) => children.map((child) => [hexOf(id), hexOf(child)]));
    await sql`SELECT dlake.add_pages(${jsonText(rows)}::json, ${jsonText(links)}::json)`.execute(db);
  }
}

const base64 = (bytes: Uint8Array): string =>
  Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('base64');
