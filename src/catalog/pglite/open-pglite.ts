import { DlakeError } from '../../errors.ts';
import type { Session, SqlResult } from '../engine/session.ts';
import { SqlError } from '../engine/sql-error.ts';

/** The engine's type numbers for which its own conversions are slow, or differ from those of `pg`. */
const BYTEA = 17;
const INT8 = 20;
const AS_TEXT = [1082, 1114, 1184, 1700];

const text = (value: string): string => value;
const bytesToHex = (value: unknown): string => {
  if (!(value instanceof Uint8Array)) return String(value);
  return `\\x${Buffer.from(value.buffer, value.byteOffset, value.byteLength).toString('hex')}`;
};

/** data_corrupted, index_corrupted, undefined_file, io_error */
const DAMAGE = new Set(['XX001', 'XX002', '58P01', '58030']);
const DISK_FULL = '53100';

/**
 * Opens PGlite on a data folder, for the one process that holds its lock. Throws `catalog-unavailable`: state
 * `damaged` when the engine refuses the folder, `unreachable` when it can't run here. Its statements throw
 * `damaged` when it meets damage later, and `disk-full`. What is neither this nor an `SqlError` is the end of the engine.
 */
export async function openPglite(dataFolder: string): Promise<Session> {
  const [{ PGlite }, { pg_trgm }] = await Promise.all([
    import('@electric-sql/pglite'),
    import('@electric-sql/pglite/contrib/pg_trgm'),
  ]);
  const parsers: Record<number, (value: string) => unknown> = {
    [BYTEA]: (value) => Buffer.from(value.slice(2), 'hex'),
    [INT8]: Number,
    ...Object.fromEntries(AS_TEXT.map((type) => [type, text])),
  };
  const serializers = { [BYTEA]: bytesToHex };
  const engine = await PGlite.create({
    dataDir: dataFolder,
    extensions: { pg_trgm },
    parsers,
    serializers,
  }).catch((cause: unknown) => {
    throw unavailable(isAbort(cause) ? 'damaged' : 'unreachable', dataFolder, cause);
  });
  // The engine's own error carries the statement and its parameters, megabytes of them: only its facts go on.
  const translate = (error: unknown): never => {
    const { message, code, detail, schema, table, constraint } = error as SqlError;
    if (code === undefined) throw error;
    if (DAMAGE.has(code)) throw unavailable('damaged', dataFolder, error);
    if (code === DISK_FULL) throw new DlakeError('disk-full', { path: dataFolder });
    throw new SqlError({ message, code, detail, schema, table, constraint });
  };
  return {
    query: async (statement, parameters): Promise<SqlResult> => {
      const { rows, fields, affectedRows } = await engine
        .query<unknown[]>(statement, [...parameters], { rowMode: 'array' })
        .catch(translate);
      return { columns: fields.map((field) => field.name), rows, affected: affectedRows };
    },
    control: async (what) => {
      const [result] = await engine.exec(what).catch(translate);
      return what !== 'commit' || result?.command === 'COMMIT';
    },
    close: () => engine.close(),
  };
}

/** An abort of the engine is of the data's making; a lack of memory or of files is not. */
const isAbort = (error: unknown): boolean =>
  error instanceof Error && (error.name === 'RuntimeError' || error.message.startsWith('PGlite failed'));

const unavailable = (state: 'damaged' | 'unreachable', folder: string, cause: unknown): DlakeError => {
  const reason = cause instanceof Error ? cause.message : String(cause);
  return new DlakeError('catalog-unavailable', { state, reason, folder });
};
