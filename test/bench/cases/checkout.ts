import { join } from 'node:path';
import { type BenchCase, MEMORY, scaled } from '../bench-case.ts';
import { smallFiles } from '../generate-files.ts';
import { intoFresh } from '../into-fresh.ts';

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
    const checkout = (to: string) => place.dlake(lake, 'checkout', 'raw/lab/many', '--to', to);
    const copy = (to: string) => place.command(place.folder, 'cp', '-r', folder, to);
    return {
      subject: intoFresh(place, 'checkout', checkout),
      baselines: [{ step: intoFresh(place, '`cp -r`', copy), bar: 1.3 }],
    };
  },
};
