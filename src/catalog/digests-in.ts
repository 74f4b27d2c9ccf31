import { type RawBuilder, sql } from 'kysely';
import { hexOf } from '../records/ids.ts';

/** Many ids as one parameter, to stand in `FROM ... AS wanted(id)`: a row for each digest. */
export function digestsIn(ids: readonly string[]): RawBuilder<unknown> {
  const bytes = Buffer.from(ids.map(hexOf).join(''), 'hex');
  return sql`(SELECT substring(digests.bytes FROM n * 32 + 1 FOR 32)
    FROM (SELECT ${bytes}::bytea AS bytes) digests, generate_series(0, ${ids.length - 1}::integer) n)`;
}
