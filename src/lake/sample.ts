import { hexOf } from '../records/ids.ts';
import { sha256Hex } from '../records/sha256.ts';

/** Draws a part of all objects, the same one for the same seed. */
export interface Sample {
  readonly percent: number;
  readonly seed: string;
}

/** Whether an object is in the sample: its id and the seed decide, so that no list has to be kept. */
export function inSample(sample: Sample, id: string): boolean {
  const drawn = Number.parseInt(sha256Hex(`${sample.seed} ${hexOf(id)}`).slice(0, 12), 16);
  return drawn < (sample.percent / 100) * 2 ** 48;
}
