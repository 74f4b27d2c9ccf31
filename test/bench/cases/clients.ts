import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { BenchCase } from '../bench-case.ts';
import { type BenchPlace, NODE } from '../bench-place.ts';
import { BenchServers } from '../bench-servers.ts';
import type { Step } from '../command.ts';
import { smallFiles } from '../generate-files.ts';

const CLIENTS = 32;
const FILES = 200;

/** So many lakes, each with a ref of its own that is to be pushed. */
function lakesOf(place: BenchPlace, clients: number): readonly string[] {
  return Array.from({ length: clients }, (_, n) => {
    const lake = place.path('lakes', `client-${n}`);
    const ref = `raw/lab/plate-${n}`;
    smallFiles(join(lake, ref), FILES, 8192 + n);
    place.newLake(lake);
    place.run(place.dlake(lake, 'commit', ref, '-m', 'all'));
    return lake;
  });
}

/** Many people who push at once, against fewer: throughput grows until the machine is the limit. */
export const clientsThirtyTwo: BenchCase = {
  name: 'clients-32',
  what: `${CLIENTS} clients push ${FILES} files each, at once`,
  runs: 3,
  async prepare(place) {
    const servers = await BenchServers.start(place);
    mkdirSync(place.path('lakes'));
    const lakes = lakesOf(place, CLIENTS);
    const list = place.path('list');
    writeFileSync(list, lakes.join('\n'));
    const step = (clients: number): Step => ({
      label: clients === 1 ? '1 client' : `${clients} clients`,
      before: () => servers.sameLab(lakes),
      command: place.command(
        place.folder,
        NODE,
        join(import.meta.dirname, '..', 'clients.ts'),
        place.launcher,
        list,
        `${clients}`,
      ),
    });
    return {
      subject: step(CLIENTS),
      // All of the work in the time of so many clients: below their number the throughput has grown.
      baselines: [
        { step: step(8), bar: CLIENTS / 8 },
        { step: step(1), bar: CLIENTS },
      ],
      close: () => servers.stop(),
    };
  },
};
