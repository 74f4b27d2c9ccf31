/** What an SQL engine says of an error. */
export interface SqlErrorFacts {
  readonly message: string;
  /** SQLSTATE, five characters. */
  readonly code?: string | undefined;
  readonly detail?: string | undefined;
  readonly schema?: string | undefined;
  readonly table?: string | undefined;
  readonly constraint?: string | undefined;
}

/** A statement that an SQL engine refused. */
export class SqlError extends Error implements SqlErrorFacts {
  readonly code: string | undefined;
  readonly detail: string | undefined;
  readonly schema: string | undefined;
  readonly table: string | undefined;
  readonly constraint: string | undefined;

  constructor(facts: SqlErrorFacts, options?: { cause?: unknown }) {
    super(facts.message, options);
    this.name = 'SqlError';
    this.code = facts.code;
    this.detail = facts.detail;
    this.schema = facts.schema;
    this.table = facts.table;
    this.constraint = facts.constraint;
  }
}

/** The facts of an error, to be sent to another process. */
export const sqlErrorFacts = (error: SqlError): SqlErrorFacts => ({
  message: error.message,
  code: error.code,
  detail: error.detail,
  schema: error.schema,
  table: error.table,
  constraint: error.constraint,
});
