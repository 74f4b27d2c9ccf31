import {
  appendFileSync,
  chmodSync,
  cpSync,
  mkdirSync,
  readFileSync,
  rmSync,
  truncateSync,
  unlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { hexOf } from '../../src/records/ids.ts';
import type { Store } from '../../src/store/contract.ts';
import { expectBytes, randomBlob, record, type Sample, store } from './conformance/harness.ts';
import { type FolderHarness, filesBelow, folderHarness } from './folder-harness.ts';

describe("the folder store's index of packs", () => {
  let harness: FolderHarness;
  beforeEach(async () => {
    harness = await folderHarness();
  });
  afterEach(() => harness.remove());

  const packs = () =>
    filesBelow(join(harness.root, 'raw/packs')).map((path) => join(harness.root, 'raw/packs', path));
  const lacking = Array.from({ length: 50 }, (_, n) => record(`lacking ${n}`).id);
  const expectAll = async (one: Store, samples: readonly Sample[]) => {
    expect(await one.missing('raw', [...samples.map(({ id }) => id), ...lacking])).toEqual(new Set(lacking));
    for (const { id, bytes } of [samples[0], samples.at(-1)] as Sample[])
      expectBytes(await one.read('raw', id), bytes);
  };
  /** Opens the store anew with the cache as it is on disk. */
  const reopened = async (use: (one: Store) => Promise<void>) => {
    const one = await harness.again('reopened');
    await use(one);
    await one.close();
  };
  const cacheFolder = () => join(harness.root, '../cache-reopened');

  it('finds everything, over many sessions that it merges as it grows', async () => {
    const samples: Sample[] = [];
    for (let round = 0; round < 25; round++) {
      const more = Array.from({ length: round % 7 ? 3 : 400 }, (_, n) =>
        record(`round ${round} object ${n}`),
      );
      samples.push(...more);
      await store(harness.store, 'raw', ...more);
      await reopened((one) => expectAll(one, samples));
    }
    expect(packs().length).toBe(25);
    const [, segments = ''] = readFileSync(join(cacheFolder(), 'packs/raw/current'), 'latin1').split('\n');
    expect(segments.split(' ').length).toBeLessThan(10);
    await expectAll(harness.store, samples);
  });

  it('is made anew when it is gone or damaged, wherever that is', async () => {
    const samples = Array.from({ length: 300 }, (_, n) => record(`object ${n}`));
    await store(harness.store, 'raw', ...samples.slice(0, 200));
    await reopened((one) => expectAll(one, samples.slice(0, 200)));
    await store(harness.store, 'raw', ...samples.slice(200, 210));
    await store(harness.store, 'raw', ...samples.slice(210));
    await reopened((one) => expectAll(one, samples));
    const good = `${cacheFolder()}-good`;
    cpSync(cacheFolder(), good, { recursive: true });
    for (const path of filesBelow(good)) {
      const bytes = readFileSync(join(good, path));
      const places = Array.from({ length: 40 }, (_, n) => Math.floor((n * bytes.length) / 40));
      const damages = [
        () => unlinkSync(join(cacheFolder(), path)),
        () => truncateSync(join(cacheFolder(), path), bytes.length >> 1),
        () => truncateSync(join(cacheFolder(), path), 0),
        () => appendFileSync(join(cacheFolder(), path), 'x'),
        ...[...places, bytes.length - 1].map((at) => () => {
          const flipped = Buffer.from(bytes);
          flipped[at] = (flipped[at] as number) ^ 1;
          writeFileSync(join(cacheFolder(), path), flipped);
        }),
      ];
      for (const damage of damages) {
        rmSync(cacheFolder(), { recursive: true });
        cpSync(good, cacheFolder(), { recursive: true });
        damage();
        await reopened((one) => expectAll(one, samples));
      }
    }
  });

  it('of another store does no harm', async () => {
    const other = await folderHarness();
    const theirs = record('theirs');
    await store(other.store, 'raw', theirs);
    expectBytes(await other.store.read('raw', theirs.id), theirs.bytes);
    const mine = [record('mine'), record('mine too')];
    await store(harness.store, 'raw', ...mine);
    cpSync(other.cache, cacheFolder(), { recursive: true });
    await reopened(async (one) => {
      expect(await one.missing('raw', [theirs.id])).toEqual(new Set([theirs.id]));
      expect(await one.read('raw', theirs.id)).toBeUndefined();
      expect(await one.withPrefix('raw', hexOf(theirs.id), 2)).toEqual([]);
      await expectAll(one, mine);
    });
    await other.remove();
  });

  it('notices a pack that is gone or has another size, and uses another copy', async () => {
    const [single, twice] = [randomBlob(500), randomBlob(700)];
    await store(harness.store, 'raw', single, twice);
    const [first = ''] = packs();
    await expectAll(harness.store, [single, twice]);
    truncateSync(writable(first), 900);
    expect(await harness.store.missing('raw', [single.id, twice.id])).toEqual(new Set([single.id, twice.id]));
    await store(await harness.again(), 'raw', twice, randomBlob(3));
    expect(await harness.store.missing('raw', [single.id, twice.id])).toEqual(new Set([single.id]));
    expectBytes(await harness.store.read('raw', twice.id), twice.bytes);
    unlinkSync(first);
    expect(await harness.store.missing('raw', [single.id, twice.id])).toEqual(new Set([single.id]));
    expect(await harness.store.read('raw', single.id)).toBeUndefined();
    expectBytes(await harness.store.read('raw', twice.id), twice.bytes);
    expect(await harness.store.withPrefix('raw', hexOf(single.id), 2)).toEqual([]);
    await reopened(async (one) => {
      expect(await one.missing('raw', [single.id, twice.id])).toEqual(new Set([single.id]));
    });
    await store(harness.store, 'raw', single);
    await expectAll(harness.store, [single, twice]);
  });

  it('finds a pack again that was away for a while', async () => {
    const sample = randomBlob(500);
    await store(harness.store, 'raw', sample);
    const [path = ''] = packs();
    await expectAll(harness.store, [sample]);
    const bytes = readFileSync(path);
    unlinkSync(path);
    expect(await harness.store.missing('raw', [sample.id])).toEqual(new Set([sample.id]));
    writeFileSync(path, bytes);
    await expectAll(harness.store, [sample]);
  });

  it('that can not be written fails no session', async () => {
    const samples = [record('one'), record('two')];
    mkdirSync(join(harness.cache, 'packs/raw/own'), { recursive: true });
    for (const sample of samples) await store(harness.store, 'raw', sample);
    await expectAll(harness.store, samples);
    rmSync(harness.cache, { recursive: true });
    writeFileSync(harness.cache, 'no folder');
    const third = record('three');
    await store(harness.store, 'raw', third);
    await expectAll(await harness.again('one'), [...samples, third]);
  });

  it('serves several processes of one host', async () => {
    const stores = await Promise.all([harness.again('same'), harness.again('same'), harness.again('same')]);
    const samples = Array.from({ length: 30 }, (_, n) => record(`object ${n}`));
    for (const [n, sample] of samples.entries()) {
      await store(stores[n % 3] as Store, 'raw', sample);
      for (const one of stores)
        expect(await one.missing('raw', [sample.id, ...lacking])).toEqual(new Set(lacking));
    }
    for (const one of stores) await expectAll(one, samples);
    for (const one of stores) await one.close();
  });
});

function writable(path: string): string {
  chmodSync(path, 0o644);
  return path;
}
