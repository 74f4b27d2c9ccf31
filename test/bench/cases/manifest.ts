import { join } from 'node:path';
import { type BenchCase, MEMORY, scaled } from '../bench-case.ts';
import { type BenchPlace, NODE, ROOT } from '../bench-place.ts';

const FILES = 10_000_000;

/** V8 doubles the space for new objects while much is allocated, however little stays; that is held here. */
const HEAP = '--max-semi-space-size=8';

const run = (place: BenchPlace, files: number) =>
  place.command(place.folder, NODE, HEAP, join(ROOT, 'test', 'bench', 'manifest.ts'), String(files));

/** Time that grows no faster than the number of files, and memory that does not grow. */
export const manifestTenMillion: BenchCase = {
  name: 'manifest-10m',
  what: 'a manifest of 10,000,000 files: built twice, read, compared, checked',
  runs: 1,
  memory: MEMORY,
  prepare(place, scale) {
    const files = scaled(FILES, scale);
    const tenth = Math.max(1, Math.round(files / 10));
    return {
      subject: { label: 'manifest', command: run(place, files) },
      baselines: [{ step: { label: 'the same of a tenth', command: run(place, tenth) }, bar: 12 }],
    };
  },
};
