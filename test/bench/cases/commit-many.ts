import { join } from 'node:path';
import { gitOf, sha256sum } from '../baselines.ts';
import { type BenchCase, MEMORY, scaled } from '../bench-case.ts';
import type { BenchPlace } from '../bench-place.ts';
import type { Step } from '../command.ts';
import { smallFiles } from '../generate-files.ts';

/** The first commit of a folder in a new lake. */
export function firstCommit(place: BenchPlace, lake: string, label: string): Step {
  return {
    label,
    before: () => place.newLake(lake),
    command: place.dlake(lake, 'commit', 'raw/lab/many', '-m', 'all'),
    after: () => place.dropLake(lake),
  };
}

/** Many small files, against one pass of sha256sum and against git. */
export const commitMany: BenchCase = {
  name: 'commit-many',
  what: 'commit of 20,000 files of 8 KiB',
  runs: 5,
  readsData: true,
  memory: MEMORY,
  prepare(place, scale) {
    const lake = place.path('lake');
    const folder = join(lake, 'raw', 'lab', 'many');
    const paths = smallFiles(folder, scaled(20_000, scale), 8192);
    return {
      subject: firstCommit(place, lake, 'commit'),
      baselines: [
        { step: sha256sum(place, folder, paths), bar: 1.5 },
        { step: gitOf(place, folder).commit, bar: 0.25 },
      ],
    };
  },
};

/** Ten times as many files, against a tenth of them and against sha256sum. */
export const commitHundredThousand: BenchCase = {
  name: 'commit-100000',
  what: 'commit of 100,000 files of 4 KiB',
  runs: 3,
  readsData: true,
  memory: MEMORY,
  prepare(place, scale) {
    const [few, many] = [place.path('few'), place.path('many')];
    const folder = join(many, 'raw', 'lab', 'many');
    const paths = smallFiles(folder, scaled(100_000, scale), 4096);
    smallFiles(join(few, 'raw', 'lab', 'many'), scaled(10_000, scale), 4096);
    return {
      subject: firstCommit(place, many, 'commit'),
      baselines: [
        { step: firstCommit(place, few, 'commit of 10,000'), bar: 8 },
        { step: sha256sum(place, folder, paths), bar: 1.5 },
      ],
    };
  },
};
