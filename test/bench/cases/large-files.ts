import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { copyOf, opensslOnTwoCores } from '../baselines.ts';
import { type BenchCase, MEMORY, scaled } from '../bench-case.ts';
import type { BenchPlace } from '../bench-place.ts';
import { largeFiles } from '../generate-files.ts';

const GIB = 2 ** 30;
const COMMIT = ['commit', 'raw/lab/reads', '-m', 'all'] as const;

/** Large files copied into the store, against cp and a flush. */
export const commitLarge: BenchCase = {
  name: 'commit-large',
  what: 'commit of 4 files of 1 GiB',
  runs: 3,
  readsData: true,
  memory: MEMORY,
  prepare(place, scale) {
    const lake = place.path('lake');
    const folder = join(lake, 'raw', 'lab', 'reads');
    largeFiles(folder, 4, scaled(GIB, scale));
    return {
      subject: {
        label: 'commit',
        before: () => place.newLake(lake),
        command: place.dlake(lake, ...COMMIT),
        after: () => place.dropLake(lake),
      },
      baselines: [{ step: copyOf(place, folder), bar: 1.25 }],
    };
  },
};

/** Large files that the store shares with the worktree: a commit costs their hash. */
export const commitHardlink: BenchCase = {
  name: 'commit-hardlink',
  what: 'the same in hardlink mode',
  runs: 3,
  readsData: true,
  memory: MEMORY,
  prepare(place, scale) {
    const lake = place.path('lake');
    const folder = join(lake, 'raw', 'lab', 'reads');
    const paths = largeFiles(folder, 4, scaled(GIB, scale));
    return {
      subject: {
        label: 'commit',
        before: () => hardlinkLake(place, lake),
        command: place.dlake(lake, ...COMMIT),
        after: () => {
          checkShared(folder, paths);
          place.dropLake(lake);
        },
      },
      baselines: [{ step: opensslOnTwoCores(place, folder, paths), bar: 1.15 }],
    };
  },
};

/** Reading back all that is stored. */
export const verifyLarge: BenchCase = {
  name: 'verify-large',
  what: '`verify` of 4 GiB',
  runs: 3,
  readsData: true,
  memory: MEMORY,
  prepare(place, scale) {
    const lake = place.path('lake');
    const folder = join(lake, 'raw', 'lab', 'reads');
    const paths = largeFiles(folder, 4, scaled(GIB, scale));
    hardlinkLake(place, lake);
    place.run(place.dlake(lake, ...COMMIT));
    return {
      subject: { label: 'verify', command: place.dlake(lake, 'verify') },
      baselines: [{ step: opensslOnTwoCores(place, folder, paths), bar: 1.15 }],
    };
  },
};

function hardlinkLake(place: BenchPlace, lake: string): void {
  place.newLake(lake);
  place.run(place.dlake(lake, 'config', 'linkMode', 'hardlink'));
}

/** A commit in hardlink mode takes no disk: file and object are one inode. */
function checkShared(folder: string, paths: readonly string[]): void {
  for (const path of readdirSync(folder))
    if (paths.includes(path) && statSync(join(folder, path)).nlink !== 2)
      throw new Error(`${path} is not shared with the store`);
}
