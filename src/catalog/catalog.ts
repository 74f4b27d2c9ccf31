import type { Kysely } from 'kysely';
import type { Tables } from './schema/tables.ts';

/**
 * An SQL index of a lake, made to be asked. Its statements are functions of this folder that take a catalog;
 * nobody else writes SQL.
 */
export interface Catalog {
  readonly engine: 'pglite' | 'postgres';

  /**
   * Runs statements. When the engine goes away under them, `work` is run again on a new connection: it must be
   * idempotent, as a whole transaction or a read is. Throws `catalog-unavailable` when there is no way back.
   */
  run<T>(work: (db: Kysely<Tables>) => Promise<T>): Promise<T>;

  /** Lets go of the engine. Safe to call twice. */
  close(): Promise<void>;
}
