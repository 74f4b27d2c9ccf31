import { appendFileSync } from 'node:fs';
import { join } from 'node:path';
import { gitOf } from '../baselines.ts';
import { type BenchCase, MEMORY, scaled } from '../bench-case.ts';
import type { BenchPlace } from '../bench-place.ts';
import { smallFiles } from '../generate-files.ts';

function committed(place: BenchPlace, scale: number) {
  const lake = place.path('lake');
  const folder = join(lake, 'raw', 'lab', 'many');
  const paths = smallFiles(folder, scaled(100_000, scale), 1024);
  place.newLake(lake);
  place.run(place.dlake(lake, 'commit', 'raw/lab/many', '-m', 'all'));
  return { lake, folder, paths };
}

/** What has changed, where nothing has. */
export const statusMany: BenchCase = {
  name: 'status-100000',
  what: '`status` of 100,000 unchanged files',
  runs: 7,
  readsData: true,
  memory: MEMORY,
  prepare(place, scale) {
    const { lake, folder } = committed(place, scale);
    const git = gitOf(place, folder);
    git.init();
    place.run(git.commit.command);
    return {
      subject: { label: 'status', command: place.dlake(lake, 'status') },
      baselines: [{ step: git.status, bar: 2 }],
    };
  },
};

/** A commit that has one file to read, against the status that finds it. */
export const commitOneChanged: BenchCase = {
  name: 'commit-one-changed',
  what: 'one changed file in 100,000, commit',
  runs: 7,
  memory: MEMORY,
  prepare(place, scale) {
    const { lake, folder, paths } = committed(place, scale);
    const changed = join(folder, paths[Math.floor(paths.length / 2)] as string);
    return {
      subject: {
        label: 'commit',
        before: () => appendFileSync(changed, '.'),
        command: place.dlake(lake, 'commit', 'raw/lab/many', '-m', 'one'),
      },
      baselines: [{ step: { label: '`dlake status`', command: place.dlake(lake, 'status') }, bar: 3 }],
    };
  },
};
