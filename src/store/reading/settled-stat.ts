import { type BigIntStats, fstatSync } from 'node:fs';

/** Two changes within so many milliseconds may bear the same time: kernels count it in ticks. */
const TICK_MS = 20;

/**
 * The stat of an open file, such that a later write to it will show in its times: a file that was written just
 * now is waited for. Blocks this thread for as long as a tick.
 */
export function settledStat(file: number): BigIntStats {
  const stat = fstatSync(file, { bigint: true });
  const age = Date.now() - Number(stat.mtimeMs);
  if (age < 0 || age > TICK_MS) return stat;
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, TICK_MS + 1 - age);
  return fstatSync(file, { bigint: true });
}
