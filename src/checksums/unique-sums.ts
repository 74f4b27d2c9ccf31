import { DlakeError } from '../errors.ts';
import type { PublishedSum } from './published-sum.ts';

/**
 * The rows without repetitions, in their order. Throws `checksums-invalid` when a file is listed with two
 * values of one digest, or two sizes.
 */
export function uniqueSums(rows: readonly PublishedSum[], from: string): PublishedSum[] {
  const known = new Map<string, PublishedSum>();
  const sizes = new Map<string, number>();
  for (const row of rows) {
    const key = `${row.algo} ${row.path}`;
    const before = known.get(key);
    const size = sizes.get(row.path) ?? row.size;
    if ((before ?? row).value !== row.value || (row.size ?? size) !== size) {
      throw new DlakeError('checksums-invalid', {
        from,
        reason: `${JSON.stringify(row.path)} is listed twice, and the two do not agree`,
      });
    }
    if (before === undefined) known.set(key, row);
    if (size !== undefined) sizes.set(row.path, size);
  }
  return [...known.values()];
}
