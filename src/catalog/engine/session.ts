/** What a statement gave. */
export interface SqlResult {
  readonly columns: readonly string[];
  readonly rows: readonly (readonly unknown[])[];
  /** Rows inserted, updated or deleted. */
  readonly affected: number | undefined;
}

/** A statement that begins or ends a transaction. */
export type Control = 'begin' | 'commit' | 'rollback';

/**
 * One conversation with an SQL engine, one statement at a time: whoever holds it sees to that. Values are text,
 * numbers (also of bigint), booleans, null, bytes as Uint8Array, lists, and what JSON holds; times are text.
 * Throws `SqlError` for what the engine refuses.
 */
export interface Session {
  query(text: string, parameters: readonly unknown[]): Promise<SqlResult>;
  /** False when a commit was turned into a rollback by an error before it. */
  control(what: Control): Promise<boolean>;
  close(): Promise<void>;
}
