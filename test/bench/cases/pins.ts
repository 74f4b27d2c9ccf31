import { mkdirSync } from 'node:fs';
import { opensslOnTwoCores } from '../baselines.ts';
import { type BenchCase, MEMORY, scaled } from '../bench-case.ts';
import { largeFiles } from '../generate-files.ts';

const REF = 'raw/lab/reads';

/** Proving what a lock file pins, without a lake. */
export const verifyLocked: BenchCase = {
  name: 'verify-locked',
  what: '`verify --locked` of 4 GiB',
  runs: 3,
  readsData: true,
  memory: MEMORY,
  prepare(place, scale) {
    const lake = place.path('lake');
    const work = place.path('work');
    const paths = largeFiles(place.path('lake', REF), 4, scaled(2 ** 30, scale));
    place.newLake(lake);
    place.run(place.dlake(lake, 'config', 'linkMode', 'hardlink'));
    place.run(place.dlake(lake, 'commit', REF, '-m', 'all'));
    mkdirSync(work);
    place.run(place.dlake(work, 'pin', REF, '--remote', lake));
    place.run(place.dlake(work, 'get', '--locked'));
    return {
      subject: { label: 'verify --locked', command: place.dlake(work, 'verify', '--locked') },
      baselines: [{ step: opensslOnTwoCores(place, place.path('work', REF), paths), bar: 1.3 }],
    };
  },
};
