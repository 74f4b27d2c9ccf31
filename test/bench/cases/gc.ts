import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { type BenchCase, MEMORY, scaled } from '../bench-case.ts';
import type { BenchPlace } from '../bench-place.ts';
import { smallFiles } from '../generate-files.ts';

/** So many files has a dataset; half of the datasets have ended. */
const FILES = 5000;

/** A lake with so many small objects. */
function filledLake(place: BenchPlace, name: string, objects: number): string {
  const lake = place.path(name);
  place.newLake(lake);
  for (let made = 0, at = 0; made < objects; made += FILES, at++) {
    const ref = `processed/lab/part${at}`;
    smallFiles(join(lake, ref), Math.min(FILES, objects - made), 64, 100 + at);
    place.run(place.dlake(lake, 'commit', ref, '-m', 'all', '--action', 'manual', '--attest', 'made here'));
    rmSync(join(lake, ref), { recursive: true });
    if (at % 2 === 1) place.run(place.dlake(lake, 'rm', ref, '-m', 'ended'));
  }
  return lake;
}

/** Looking for what nothing needs, against a lake of a tenth of the objects. */
export const gcMillion: BenchCase = {
  name: 'gc-million',
  what: 'gc of a lake with 1,000,000 objects, a dry run',
  runs: 3,
  memory: MEMORY,
  prepare(place, scale) {
    const gc = (name: string, objects: number) =>
      place.dlake(filledLake(place, name, objects), 'gc', '--grace', '0h');
    return {
      subject: { label: 'gc', command: gc('lake', scaled(1_000_000, scale)) },
      baselines: [
        { step: { label: 'gc of a tenth', command: gc('tenth', scaled(100_000, scale)) }, bar: 12 },
      ],
    };
  },
};
