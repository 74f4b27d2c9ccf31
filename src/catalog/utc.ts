import { type Expression, type RawBuilder, sql } from 'kysely';

/** A timestamp as the text that records use: UTC, milliseconds, `2026-11-22T10:11:12.345Z`. */
export const utc = (time: Expression<unknown>): RawBuilder<string> =>
  sql<string>`to_char(${time} AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')`;
