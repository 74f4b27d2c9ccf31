import { join } from 'node:path';
import { nodeAlone } from '../baselines.ts';
import { type BenchCase, MEMORY } from '../bench-case.ts';
import type { BenchPlace } from '../bench-place.ts';
import { smallFiles } from '../generate-files.ts';

const DATASETS = 10;

function lakeOfDatasets(place: BenchPlace): string {
  const lake = place.path('lake');
  place.newLake(lake);
  for (let at = 1; at <= DATASETS; at++) {
    smallFiles(join(lake, 'raw', 'lab', `plate-${at}`), 3, 1000 + at);
    place.run(place.dlake(lake, 'commit', `raw/lab/plate-${at}`, '-m', `plate ${at} of the screen`));
  }
  return lake;
}

/** From no catalog process to an answer of one: a search that has to start it. */
export const catalogStart: BenchCase = {
  name: 'catalog-start',
  what: 'catalog process, spawn to the first answer',
  runs: 7,
  seconds: 1,
  memory: MEMORY,
  prepare(place) {
    const lake = lakeOfDatasets(place);
    const search = place.dlake(lake, 'search', 'screen');
    return {
      subject: {
        label: 'search',
        before: () => void place.run(place.dlake(lake, 'catalog', 'stop')),
        command: search,
      },
      baselines: [
        { step: { label: 'search with it up', before: () => void place.run(search), command: search } },
      ],
    };
  },
};

/** A question that the catalog process answers while it is up. */
function question(name: string, ...args: readonly string[]): BenchCase {
  return {
    name,
    what: `\`${args.join(' ')}\` with the catalog process up`,
    runs: 15,
    prepare(place) {
      const lake = lakeOfDatasets(place);
      const ask = place.dlake(lake, ...args);
      place.run(place.dlake(lake, 'search', 'screen'));
      return { subject: { label: name, command: ask }, baselines: [{ step: nodeAlone(place), bar: 6 }] };
    },
  };
}

/** `log`, `search` and `show`. */
export const questions: readonly BenchCase[] = [
  question('log', 'log'),
  question('search', 'search', 'screen'),
  question('show', 'show', 'raw/lab/plate-1'),
];
