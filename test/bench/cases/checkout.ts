import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { copyOf } from '../baselines.ts';
import { type BenchCase, MEMORY, scaled } from '../bench-case.ts';
import { smallFiles } from '../generate-files.ts';

/** Writing a version of many small files, against a copy of them. */
export const checkoutMany: BenchCase = {
  name: 'checkout-many',
  what: 'checkout of 20,000 files of 8 KiB',
  runs: 5,
  readsData: true,
  memory: MEMORY,
  prepare(place, scale) {
    const lake = place.path('lake');
    const folder = join(lake, 'raw', 'lab', 'many');
    smallFiles(folder, scaled(20_000, scale), 8192);
    place.newLake(lake);
    place.run(place.dlake(lake, 'commit', 'raw/lab/many', '-m', 'all'));
    const target = place.path('checkout');
    const drop = () => rmSync(target, { recursive: true, force: true });
    return {
      subject: {
        label: 'checkout',
        before: drop,
        command: place.dlake(lake, 'checkout', 'raw/lab/many', '--to', target),
        after: drop,
      },
      baselines: [{ step: copyOf(place, folder, false), bar: 1.3 }],
    };
  },
};
