import { mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { type BlobId, blobIdOf } from '../../src/records/ids.ts';
import type { FileToRead, Store } from '../../src/store/contract.ts';
import { openMemoryStore } from '../../src/store/memory/open-memory-store.ts';
import { RelaySession } from '../../src/store/relay/relay-session.ts';
import { all } from './conformance/harness.ts';

const MIB = 1024 * 1024;
const SMALL = Buffer.from('small\n');
const LARGE = Buffer.alloc(9 * MIB, 'large');

let root: string;
let here: Store;
let there: Store;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'dlake-relay-'));
  [here, there] = [openMemoryStore(), openMemoryStore()];
  writeFileSync(join(root, 'small'), SMALL);
  writeFileSync(join(root, 'large'), LARGE);
  writeFileSync(join(root, 'again'), LARGE);
});
afterEach(() => rmSync(root, { recursive: true }));

const files = (...paths: readonly string[]): FileToRead[] =>
  paths.map((path, index) => ({ index, path, size: statSync(join(root, path)).size }));

/** Sends files; `between` happens once they are hashed and before they are sent. */
async function relay(paths: readonly string[], between: () => void = () => {}) {
  const seen: { objects: number; bytes: number }[] = [];
  const session = new RelaySession(
    await here.session('raw'),
    {
      session: await there.session('raw'),
      lacking: async (ids) => {
        between();
        return there.missing('raw', ids);
      },
    },
    ({ objects, bytes }) => seen.push({ objects, bytes }),
  );
  try {
    const results = (await all(session.ingest(root, files(...paths)))).flat();
    const flushed = await session.flush();
    return { results, flushed, last: seen.at(-1) };
  } finally {
    await session.close();
  }
}

const has = async (store: Store, id: BlobId) => (await store.missing('raw', [id])).size === 0;

it('stores there, and nothing here', async () => {
  const { results, flushed, last } = await relay(['small', 'large', 'again']);
  expect(results.map(({ result }) => result)).toEqual(['hashed', 'hashed', 'hashed']);
  // The same bytes go once.
  expect(flushed).toEqual({ objects: 2, bytes: SMALL.length + LARGE.length });
  expect(last).toEqual({ objects: 2, bytes: SMALL.length + LARGE.length });
  for (const bytes of [SMALL, LARGE]) {
    expect(await has(there, blobIdOf(bytes))).toBe(true);
    expect(await has(here, blobIdOf(bytes))).toBe(false);
  }
});

it('sends nothing that is there', async () => {
  await relay(['small', 'large']);
  const { results, flushed } = await relay(['small', 'large', 'again']);
  expect(results).toMatchObject([{ stored: false }, { stored: false }, { stored: false }]);
  expect(flushed).toEqual({ objects: 0, bytes: 0 });
});

it.each([
  ['small', 'small', 'other\n'],
  ['large', 'large', Buffer.alloc(9 * MIB, 'other')],
  ['large and longer by then', 'large', Buffer.alloc(10 * MIB, 'large')],
  ['gone', 'large', undefined],
] as const)('refuses by name what is another file on the way: %s', async (_, path, other) => {
  const change = () => {
    if (other === undefined) rmSync(join(root, path));
    else writeFileSync(join(root, path), other);
  };
  await expect(relay([path], change)).rejects.toMatchObject({ code: 'file-changed', data: { path } });
  for (const bytes of [SMALL, LARGE]) {
    expect(await has(there, blobIdOf(bytes))).toBe(false);
    expect(await has(here, blobIdOf(bytes))).toBe(false);
  }
});

it('keeps records here', async () => {
  const [to, record] = [await there.session('raw'), Buffer.from('a record')];
  const session = new RelaySession(await here.session('raw'), {
    session: to,
    lacking: async () => new Set(),
  });
  session.put(blobIdOf(record), record);
  await session.flush();
  await session.close();
  expect(await has(here, blobIdOf(record))).toBe(true);
  expect(await has(there, blobIdOf(record))).toBe(false);
});
