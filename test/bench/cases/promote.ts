import { join } from 'node:path';
import { type BenchCase, MEMORY, scaled } from '../bench-case.ts';
import type { BenchPlace } from '../bench-place.ts';
import { BenchServers } from '../bench-servers.ts';
import type { Step } from '../command.ts';
import { largeFiles, smallFiles } from '../generate-files.ts';

const REF = 'raw/lab/many';

/** Commits what is in the folder, into a lake that is new: what was promoted before is in none of its layers. */
function committed(place: BenchPlace, lake: string): void {
  place.newLake(lake);
  place.run(place.dlake(lake, 'commit', REF, '-m', 'all'));
}

/** Promotion of many small files in a folder. */
export const promoteMany: BenchCase = {
  name: 'promote-many',
  what: 'promote 20,000 files of 8 KiB',
  runs: 5,
  seconds: 2,
  memory: MEMORY,
  prepare(place, scale) {
    const lake = place.path('lake');
    smallFiles(join(lake, REF), scaled(20_000, scale), 8192);
    return {
      subject: {
        label: 'promote',
        before: () => committed(place, lake),
        command: place.dlake(lake, 'promote', REF, '-m', 'checked'),
      },
      baselines: [],
    };
  },
};

/** Promotion of many small files by the servers of a lab. */
export const promoteCentral: BenchCase = {
  name: 'promote-central',
  what: 'promote 20,000 files of 8 KiB on MinIO',
  runs: 3,
  seconds: 3,
  memory: MEMORY,
  async prepare(place, scale) {
    const servers = await BenchServers.start(place);
    const lake = place.path('lake');
    smallFiles(join(lake, REF), scaled(20_000, scale), 8192);
    committed(place, lake);
    return {
      subject: promotionAtLab(place, servers, lake),
      baselines: [],
      close: () => servers.stop(),
    };
  },
};

/** Promotion of one object that is too large for one copy request. */
export const promoteLarge: BenchCase = {
  name: 'promote-large',
  what: 'promote one file of 5.5 GiB on MinIO',
  runs: 1,
  memory: MEMORY,
  async prepare(place, scale) {
    const servers = await BenchServers.start(place);
    const lake = place.path('lake');
    largeFiles(join(lake, REF), 1, scaled(5.5 * 1024 ** 3, scale));
    place.newLake(lake);
    place.run(place.dlake(lake, 'commit', REF, '-m', 'all', '--link-mode', 'hardlink'));
    return {
      subject: promotionAtLab(place, servers, lake),
      baselines: [],
      close: () => servers.stop(),
    };
  },
};

/** A promotion in a lab's lake that has been pushed to and is new each time. */
function promotionAtLab(place: BenchPlace, servers: BenchServers, lake: string): Step {
  return {
    label: 'promote',
    before: () => {
      servers.newLab(lake);
      place.run(place.dlake(lake, 'push', 'lab', REF));
    },
    command: place.dlake(lake, 'promote', REF, '--remote', 'lab', '-m', 'checked'),
  };
}
