import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { nodeAlone } from '../baselines.ts';
import type { BenchCase } from '../bench-case.ts';
import { smallFiles } from '../generate-files.ts';

/** The least that any command takes. */
export const help: BenchCase = {
  name: 'help',
  what: '`dlake --help`',
  runs: 21,
  prepare: (place) => ({
    subject: { label: 'help', command: place.dlake(place.folder, '--help') },
    baselines: [{ step: nodeAlone(place), bar: 3.5 }],
  }),
};

/** The everyday question in a lake of everyday size. */
export const statusSmall: BenchCase = {
  name: 'status-small',
  what: '`status` in a lake of 20 files',
  runs: 21,
  prepare(place) {
    const lake = place.path('lake');
    smallFiles(join(lake, 'raw', 'lab', 'few'), 20, 4096);
    place.newLake(lake);
    place.run(place.dlake(lake, 'commit', 'raw/lab/few', '-m', 'all'));
    return {
      subject: { label: 'status', command: place.dlake(lake, 'status') },
      baselines: [{ step: nodeAlone(place), bar: 3.5 }],
    };
  },
};

/** A new lake; no catalog process is started for it. */
export const init: BenchCase = {
  name: 'init',
  what: '`init`',
  runs: 11,
  seconds: 0.5,
  prepare(place) {
    const lake = place.path('lake');
    mkdirSync(lake);
    return {
      subject: {
        label: 'init',
        before: () => place.dropLake(lake),
        command: place.dlake(lake, 'init'),
        after: () => place.dropLake(lake),
      },
      baselines: [{ step: nodeAlone(place) }],
    };
  },
};
