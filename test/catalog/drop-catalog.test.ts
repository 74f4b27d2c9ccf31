import { existsSync, mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { dropCatalog } from '../../src/catalog/drop-catalog.ts';
import { tryLock } from '../../src/catalog/pglite/lock.ts';
import { putDataAside } from '../../src/catalog/pglite/put-data-aside.ts';
import { catalogFolder } from './catalog-folder.ts';

let place: ReturnType<typeof catalogFolder>;
beforeEach(() => {
  place = catalogFolder();
  for (const name of ['data', 'data.aside']) {
    mkdirSync(join(place.folder, name), { recursive: true });
    writeFileSync(join(place.folder, name, name), name);
  }
});
afterEach(() => rmSync(place.root, { recursive: true }));

const names = () => readdirSync(place.folder).sort();

it('data that somebody has open is left alone, and what was put aside before too', async () => {
  const lock = await tryLock(join(place.folder, 'lock'), {});
  expect(await putDataAside(place.folder, 50)).toBe(false);
  expect(names()).toEqual(['data', 'data.aside', 'lock']);
  expect(existsSync(join(place.folder, 'data.aside', 'data.aside'))).toBe(true);
  lock?.release();
  expect(await putDataAside(place.folder, 50)).toBe(true);
  expect(names()).toEqual(['data.aside', 'lock']);
  expect(existsSync(join(place.folder, 'data.aside', 'data'))).toBe(true);
});

it('there may be no data to put aside, whoever has the lock', async () => {
  rmSync(join(place.folder, 'data'), { recursive: true });
  await dropCatalog(place.folder);
  expect(await putDataAside(place.folder, 50)).toBe(true);
  expect(names()).toEqual(['data.aside']);
});
