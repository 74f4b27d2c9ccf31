import { randomUUID } from 'node:crypto';
import { sql } from 'kysely';
import type { Catalog } from './catalog.ts';
import { readCentral } from './read-central.ts';

/** What a central catalog says of its lake. */
export interface Central {
  /** The lake's id. */
  readonly lake: string;
  /** The address of its store, without secrets. */
  readonly store: string;
}

/**
 * Says in a catalog which lake it is of and where the lake's store is, unless it says so already; returns what it
 * says now, which the caller compares.
 */
export async function makeCentral(catalog: Catalog, { lake, store }: Central): Promise<Central> {
  await catalog.run((db) => sql`SELECT dlake.make_central(${lake}, ${store}, ${randomUUID()})`.execute(db));
  return (await readCentral(catalog)) ?? { lake, store };
}
