import { chmodSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { hostFolders } from '../../src/lake/host-folders.ts';
import type { LakeHost } from '../../src/lake/lake.ts';

let folder: string;
let host: LakeHost;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'dlake-host-'));
  mkdirSync(join(folder, 'lake/.dlake/catalog'), { recursive: true });
  const cache = join(folder, 'cache');
  host = { host: 'h1', cache, runtime: folder, catalogMode: 'inline', now: () => new Date() };
});
afterEach(() => rmSync(folder, { recursive: true }));

it('keeps what a host derives inside the lake', () => {
  const inside = join(folder, 'lake/.dlake');
  expect(hostFolders(join(folder, 'lake'), host)).toEqual({
    catalog: join(inside, 'catalog/h1'),
    cache: join(inside, 'cache/h1'),
  });
});

it.skipIf(process.getuid?.() === 0)('keeps it in the cache of a user who may only read the lake', () => {
  const catalog = join(folder, 'lake/.dlake/catalog');
  const inCache = join(folder, 'cache');
  chmodSync(catalog, 0o555);
  expect(hostFolders(join(folder, 'lake'), host).catalog.startsWith(inCache)).toBe(true);
  chmodSync(catalog, 0o755);
  // The folder of this host is another user's.
  mkdirSync(join(catalog, 'h1'), { mode: 0o555 });
  const mine = hostFolders(join(folder, 'lake'), host);
  expect([mine.catalog, mine.cache].every((path) => path.startsWith(inCache))).toBe(true);
});
