import type { DatasetShape } from './synthetic-dataset.ts';

/**
 * How much dataset `n` has: most are small, one in a hundred is large, one in a thousand has been versioned for years.
 * A hundred thousand of them have 10^6 versions with 10^7 entries.
 */
export function shapeOf(n: number): DatasetShape {
  if (n % 1000 === 7) return { files: 4, versions: 2010 };
  if (n % 100 === 11) return { files: 420, versions: 8 };
  return { files: n % 10 === 3 ? 36 : 4, versions: 8 };
}

/** So many datasets make a simulation of full size. */
export const DATASETS = 100_000;
