import { appendFileSync } from 'node:fs';
import { join } from 'node:path';
import { type BenchCase, scaled } from '../bench-case.ts';
import type { BenchPlace } from '../bench-place.ts';
import { BenchServers } from '../bench-servers.ts';
import { largeFiles, smallFiles } from '../generate-files.ts';
import { intoFresh } from '../into-fresh.ts';

/** 300 MB, for what goes to a server or comes from it. */
const MEMORY = 300e6;
const REF = 'raw/lab/many';

/** A lake with one dataset that is committed. */
function lakeWith(place: BenchPlace, make: (folder: string) => void): { lake: string; folder: string } {
  const lake = place.path('lake');
  const folder = join(lake, REF);
  make(folder);
  place.newLake(lake);
  place.run(place.dlake(lake, 'commit', REF, '-m', 'all'));
  return { lake, folder };
}

/** Sending many small files, against rclone to the same server. */
export const pushMany: BenchCase = {
  name: 'push-many',
  what: 'push of 20,000 files of 8 KiB to MinIO',
  runs: 3,
  memory: MEMORY,
  async prepare(place, scale) {
    const servers = await BenchServers.start(place);
    const { lake, folder } = lakeWith(place, (to) => void smallFiles(to, scaled(20_000, scale), 8192));
    return {
      subject: {
        label: 'push',
        before: () => void servers.newLab(lake),
        command: place.dlake(lake, 'push', 'lab', REF),
      },
      baselines: [{ step: servers.rcloneUp(folder), bar: 0.2 }],
      close: () => servers.stop(),
    };
  },
};

/** Sending large files, against rclone to the same server. */
export const pushLarge: BenchCase = {
  name: 'push-large',
  what: 'push of 8 files of 512 MiB to MinIO',
  runs: 3,
  memory: MEMORY,
  async prepare(place, scale) {
    const servers = await BenchServers.start(place);
    const { lake, folder } = lakeWith(place, (to) => void largeFiles(to, 8, scaled(512 * 1024 ** 2, scale)));
    return {
      subject: {
        label: 'push',
        before: () => void servers.newLab(lake),
        command: place.dlake(lake, 'push', 'lab', REF),
      },
      baselines: [{ step: servers.rcloneUp(folder), bar: 1.15 }],
      close: () => servers.stop(),
    };
  },
};

/** Committing large files so that they are at the server only, against rclone to the same server. */
export const commitToLarge: BenchCase = {
  name: 'commit-to-large',
  what: '`commit --to` of 8 files of 512 MiB to MinIO',
  runs: 3,
  memory: MEMORY,
  async prepare(place, scale) {
    const servers = await BenchServers.start(place);
    const folder = place.path('large');
    largeFiles(folder, 8, scaled(512 * 1024 ** 2, scale));
    const lake = place.path('lake');
    const before = () => {
      place.newLake(lake);
      servers.newLab(lake);
    };
    return {
      subject: {
        label: '`commit --to`',
        before,
        command: place.dlake(lake, 'commit', folder, '--as', REF, '--to', 'lab', '-m', 'all'),
      },
      baselines: [{ step: servers.rcloneUp(folder), bar: 1.15 }],
      close: () => servers.stop(),
    };
  },
};

/** Sending what is there already. */
export const pushAgain: BenchCase = {
  name: 'push-again',
  what: 'push with nothing new',
  runs: 5,
  seconds: 1,
  memory: MEMORY,
  async prepare(place, scale) {
    const servers = await BenchServers.start(place);
    const { lake } = lakeWith(place, (to) => void smallFiles(to, scaled(20_000, scale), 8192));
    servers.newLab(lake);
    place.run(place.dlake(lake, 'push', 'lab', REF));
    return {
      subject: { label: 'push', command: place.dlake(lake, 'push', 'lab') },
      baselines: [],
      close: () => servers.stop(),
    };
  },
};

/** Sending one changed file. */
export const pushOneChanged: BenchCase = {
  name: 'push-one-changed',
  what: 'push of one changed file in 100,000',
  runs: 5,
  seconds: 2,
  memory: MEMORY,
  async prepare(place, scale) {
    const servers = await BenchServers.start(place);
    let paths: readonly string[] = [];
    const { lake, folder } = lakeWith(place, (to) => {
      paths = smallFiles(to, scaled(100_000, scale), 1024);
    });
    servers.newLab(lake);
    place.run(place.dlake(lake, 'push', 'lab', REF));
    const changed = join(folder, paths[Math.floor(paths.length / 2)] as string);
    return {
      subject: {
        label: 'push',
        before: () => {
          appendFileSync(changed, 'more');
          place.run(place.dlake(lake, 'commit', REF, '-m', 'one'));
        },
        command: place.dlake(lake, 'push', 'lab'),
      },
      baselines: [],
      close: () => servers.stop(),
    };
  },
};

/** A lake of one's own with the small files checked out, against rclone from the same server. */
export const cloneMany: BenchCase = {
  name: 'clone-many',
  what: 'clone and checkout of the 20,000 files from MinIO',
  runs: 3,
  memory: MEMORY,
  async prepare(place, scale) {
    const servers = await BenchServers.start(place);
    const { lake, folder } = lakeWith(place, (to) => void smallFiles(to, scaled(20_000, scale), 8192));
    const catalog = servers.newLab(lake);
    place.run(place.dlake(lake, 'push', 'lab', REF));
    place.run(servers.rclone(folder, 'lab:many'));
    const clone = (to: string) => place.dlake(place.folder, 'clone', catalog, to, '--checkout', REF);
    return {
      subject: intoFresh(place, 'clone', clone),
      baselines: [
        { step: intoFresh(place, '`rclone copy` back', (to) => servers.rclone('lab:many', to)), bar: 0.3 },
      ],
      close: () => servers.stop(),
    };
  },
};
