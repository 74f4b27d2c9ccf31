import { setFlagsFromString } from 'node:v8';
import { Kysely } from 'kysely';
import { isDlakeError } from '../../errors.ts';
import type { Catalog } from '../catalog.ts';
import { sessionDialect } from '../engine/session-dialect.ts';
import type { Tables } from '../schema/tables.ts';
import { ownData } from './own-data.ts';

/** What it takes to open a local catalog in this process. */
export interface InlineOptions {
  /** The catalog's folder on this host. */
  readonly folder: string;
  /** The lake's id. */
  readonly lake: string;
  /** How long to wait for another owner to leave, in milliseconds; default 15,000. */
  readonly patience?: number | undefined;
}

/**
 * Opens a local catalog in this process, as its one owner until it is closed. Throws as `ownData` does. Tells
 * node to leave WebAssembly to its baseline compiler: the optimizing one costs four times the memory and more
 * time than it saves.
 */
export async function openInline({ folder, lake, patience = 15_000 }: InlineOptions): Promise<Catalog> {
  for (const flag of ['--no-wasm-dynamic-tiering', '--no-wasm-tier-up']) setFlagsFromString(flag);
  const owned = await ownData({ folder, lake, patience, holder: { pid: process.pid, mode: 'inline' } });
  const db = new Kysely<Tables>({ dialect: sessionDialect(async () => owned.session) });
  return {
    engine: 'pglite',
    run: async (work) => {
      try {
        return await work(db);
      } catch (error) {
        if (isDlakeError(error, 'catalog-unavailable') && error.data.state === 'damaged') owned.condemn();
        throw error;
      }
    },
    close: () => owned.close(),
  };
}
