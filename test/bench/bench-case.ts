import type { BenchPlace } from './bench-place.ts';
import type { Comparison } from './compare.ts';

/** A named comparison. */
export interface BenchCase {
  /** What `npm run bench -- NAME` calls it. */
  readonly name: string;
  /** What the table says is done. */
  readonly what: string;
  /** Timed rounds, when nobody says otherwise. */
  readonly runs: number;
  /** Whether the page cache matters, so that a cold figure is worth reporting. */
  readonly readsData?: true;
  /** The most seconds that the subject may take, where the bar is not a ratio. */
  readonly seconds?: number;
  /** The most bytes of memory in all. */
  readonly memory?: number;
  /** Makes the data, at `scale` of its full size. */
  prepare(place: BenchPlace, scale: number): Comparison | Promise<Comparison>;
}

/** 200 MB, for all that commits, reads and writes data. */
export const MEMORY = 200e6;

/** A count at a scale, at least one. */
export const scaled = (full: number, scale: number): number => Math.max(1, Math.round(full * scale));
