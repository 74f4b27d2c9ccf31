import {
  AbortedTransactionError,
  type CompiledQuery,
  type DatabaseConnection,
  type Dialect,
  type Driver,
  PostgresAdapter,
  PostgresIntrospector,
  PostgresQueryCompiler,
  type QueryResult,
  type TransactionSettings,
} from 'kysely';
import type { Session } from './session.ts';
import { createTurns, type EndTurn } from './turns.ts';

/**
 * Kysely over one session. A connection is a turn with it: a statement has it alone, a transaction from begin
 * to end, so that statements of another never run inside.
 */
export const sessionDialect = (open: () => Promise<Session>): Dialect => ({
  createAdapter: () => new PostgresAdapter(),
  createDriver: () => sessionDriver(open),
  createIntrospector: (db) => new PostgresIntrospector(db),
  createQueryCompiler: () => new PostgresQueryCompiler(),
});

interface Turn extends DatabaseConnection {
  readonly session: Session;
  readonly end: EndTurn;
}

function sessionDriver(open: () => Promise<Session>): Driver {
  const turns = createTurns();
  const turnOf = (connection: DatabaseConnection): Turn => connection as Turn;
  let session: Session | undefined;
  return {
    init: async () => {
      session = await open();
    },
    acquireConnection: async () => newTurn(session!, await turns.take()),
    releaseConnection: async (connection) => turnOf(connection).end(),
    beginTransaction: async (connection, settings) => {
      refuseSettings(settings);
      await turnOf(connection).session.control('begin');
    },
    commitTransaction: async (connection) => {
      if (!(await turnOf(connection).session.control('commit'))) throw new AbortedTransactionError();
    },
    rollbackTransaction: async (connection) => {
      await turnOf(connection).session.control('rollback');
    },
    destroy: async () => {
      await session?.close();
    },
  };
}

const newTurn = (session: Session, end: EndTurn): Turn => ({
  session,
  end,
  executeQuery: async <R>({ sql, parameters }: CompiledQuery): Promise<QueryResult<R>> => {
    const { columns, rows, affected } = await session.query(sql, parameters);
    return {
      ...(affected === undefined ? {} : { numAffectedRows: BigInt(affected) }),
      rows: rows.map((row) => Object.fromEntries(columns.map((column, index) => [column, row[index]])) as R),
    };
  },
  streamQuery: () => {
    throw new Error('a session does not stream: ask for pages');
  },
});

function refuseSettings({ isolationLevel, accessMode }: TransactionSettings): void {
  if (isolationLevel !== undefined || accessMode !== undefined) {
    throw new Error('a session has one kind of transaction');
  }
}
