import {
  chmodSync,
  cpSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { basename, join, relative } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { differences, readFiles, someFiles, writeFiles } from './files.ts';
import { Lab } from './lab.ts';
import { chosenSeed, seededRandom } from './random.ts';

// Many commands, on machines that may be busy.
vi.setConfig({ testTimeout: 900_000, hookTimeout: 300_000 });

const REF = 'raw/lab/plate';
const seed = chosenSeed();
const random = seededRandom(seed);
const files = someFiles(7);

describe('a flipped bit', () => {
  const lab = new Lab();
  const store = join(lab.lake, '.dlake', 'store');

  beforeAll(async () => {
    await lab.json(['init']);
    writeFiles(join(lab.lake, REF), files);
    await lab.json(['commit', REF, '-m', 'one']);
    writeFiles(join(lab.lake, REF), { 'more.txt': Buffer.from('more') });
    await lab.json(['commit', REF, '-m', 'two']);
    await lab.json(['tag', 'fig3', REF]);
  });
  afterAll(() => lab.close());

  const kinds: Readonly<Record<string, RegExp>> = {
    'a large blob': /^raw\/blobs\//,
    'a pack': /^raw\/packs\//,
    'an entry of a log': /^raw\/log\//,
  };

  for (const [what, pattern] of Object.entries(kinds)) {
    it(`in ${what} is found, named, and never read as good`, async () => {
      const victims = objectsOf(store).filter((key) => pattern.test(key));
      expect(victims).not.toEqual([]);
      for (const key of victims) {
        for (const offset of offsetsOf(join(store, key))) await tryFlip(lab, key, offset);
      }
    });
  }
});

/** The keys of what is stored for good: not the hints and marks that may be made again. */
function objectsOf(store: string): string[] {
  return readdirSync(store, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => relative(store, join(entry.parentPath, entry.name)))
    .filter((key) => /^(raw|processed|curated|archive)\//.test(key))
    .sort();
}

/** The first and last byte (of a pack: of its footer), the index before it, and some between. */
function offsetsOf(path: string): number[] {
  const { size } = statSync(path);
  const somewhere = [1, 2, 3].map(() => random.below(size));
  return [...new Set([0, size - 1, Math.max(0, size - 40), Math.max(0, size - 60), ...somewhere])];
}

/** Flips one bit in a copy of the lake, and tries everything that reads it. */
async function tryFlip(lab: Lab, key: string, offset: number): Promise<void> {
  const lake = join(lab.folder, 'copy');
  cpSync(lab.lake, lake, { recursive: true, preserveTimestamps: true });
  const path = join(lake, '.dlake', 'store', key);
  const bytes = readFileSync(path);
  bytes[offset] = (bytes[offset] ?? 0) ^ (1 << random.below(8));
  const { mode, atime, mtime } = statSync(path);
  chmodSync(path, 0o600);
  writeFileSync(path, bytes);
  chmodSync(path, mode);
  utimesSync(path, atime, mtime);
  const story = `${key}, byte ${offset} of ${bytes.length}, FAULTS_SEED=${seed}`;

  const [fsck, verify] = [
    await lab.dlake(['fsck', '--json'], { cwd: lake }),
    await lab.dlake(['verify', '--json'], { cwd: lake }),
  ];
  const found = [fsck, verify].filter(({ code }) => code === 4);
  expect(
    found.length,
    `${story}: found by nobody: ${fsck.stdout} ${verify.stdout} ${verify.stderr}`,
  ).toBeGreaterThan(0);
  const said = found.map((run) => run.stdout + run.stderr).join('');
  // By its key, its log, or the dataset that it is a part of.
  const names = [basename(key), key.split('/').slice(2, -1).join('/'), REF];
  expect(
    names.some((name) => said.includes(name)),
    `${story}: ${said}`,
  ).toBe(true);

  const to = join(lab.folder, 'out');
  const checkout = await lab.dlake(['checkout', `${REF}@v1`, '--to', to], { cwd: lake });
  if (checkout.code === 0) expect(differences(readFiles(to), files), story).toEqual([]);
  const cat = await lab.dlake(['cat', `${REF}@v1:reads/sample-0.fastq`], { cwd: lake });
  if (cat.code === 0)
    expect(cat.bytes.equals(files['reads/sample-0.fastq'] ?? Buffer.alloc(0)), story).toBe(true);
  rmSync(to, { recursive: true, force: true });
  rmSync(lake, { recursive: true, force: true });
}
