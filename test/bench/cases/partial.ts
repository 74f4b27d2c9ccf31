import { join } from 'node:path';
import { type BenchCase, MEMORY, scaled } from '../bench-case.ts';
import type { BenchPlace } from '../bench-place.ts';
import { BenchServers } from '../bench-servers.ts';
import { smallFiles } from '../generate-files.ts';
import { intoFresh } from '../into-fresh.ts';

/** 300 MB, for what comes from a server. */
const TRANSFER_MEMORY = 300e6;
const REF = 'raw/lab/many';

/** A lake with so many files of 8 KiB, that a lab on MinIO has too. */
async function pushed(place: BenchPlace, count: number) {
  const servers = await BenchServers.start(place);
  const lake = place.path('lake');
  const folder = join(lake, REF);
  smallFiles(folder, count, 8192);
  place.newLake(lake);
  place.run(place.dlake(lake, 'commit', REF, '-m', 'all'));
  servers.newLab(lake);
  place.run(place.dlake(lake, 'push', 'lab', REF));
  return { servers, lake, folder };
}

/** Bringing files that were dropped, against rclone from the same server. */
export const getMany: BenchCase = {
  name: 'get-many',
  what: 'get of the 20,000 files from MinIO',
  runs: 3,
  memory: TRANSFER_MEMORY,
  async prepare(place, scale) {
    const { servers, lake, folder } = await pushed(place, scaled(20_000, scale));
    place.run(servers.rclone(folder, 'lab:many'));
    return {
      subject: {
        label: 'get',
        before: () => void place.run(place.dlake(lake, 'drop', REF)),
        command: place.dlake(lake, 'get', REF),
      },
      baselines: [
        { step: intoFresh(place, '`rclone copy` back', (to) => servers.rclone('lab:many', to)), bar: 0.3 },
      ],
      close: () => servers.stop(),
    };
  },
};

/** Freeing what a lab is proved to hold. */
export const dropHundredThousand: BenchCase = {
  name: 'drop-100k',
  what: 'drop of 100,000 files that MinIO is proved to hold',
  runs: 3,
  seconds: 5,
  memory: TRANSFER_MEMORY,
  async prepare(place, scale) {
    const { servers, lake } = await pushed(place, scaled(100_000, scale));
    return {
      subject: {
        label: 'drop',
        before: () => void place.run(place.dlake(lake, 'get', REF)),
        command: place.dlake(lake, 'drop', REF),
      },
      baselines: [],
      close: () => servers.stop(),
    };
  },
};

/** What a dataset takes. */
export const duHundredThousand: BenchCase = {
  name: 'du-100k',
  what: 'du of a dataset of 100,000 files',
  runs: 5,
  seconds: 2,
  memory: MEMORY,
  async prepare(place, scale) {
    const { servers, lake } = await pushed(place, scaled(100_000, scale));
    return {
      subject: { label: 'du', command: place.dlake(lake, 'du', REF) },
      baselines: [],
      close: () => servers.stop(),
    };
  },
};
