import { type RawBuilder, sql } from 'kysely';

/** For how long what was located or placed is kept, unless said otherwise, in milliseconds: an hour. */
export const LEASE = 3_600_000;

/** A span of milliseconds as SQL's interval. */
export const interval = (milliseconds: number): RawBuilder<string> =>
  sql`(${milliseconds}::bigint * interval '1 millisecond')`;
