import { mkdirSync, renameSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { setImmediate } from 'node:timers/promises';
import type { Worker } from 'node:worker_threads';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { blobIdOf, manifestId } from '../../src/records/ids.ts';
import { isWellFormed } from '../../src/records/text-rules.ts';
import type { FileStat } from '../../src/store/contract.ts';

import { checkedCacheView } from '../../src/worktree/cache-view.ts';
import { CheckHelper } from '../../src/worktree/check-helper.ts';
import { differingRows } from '../../src/worktree/differing-rows.ts';
import { fileSystemTime } from '../../src/worktree/file-system-time.ts';
import {
  EXECUTABLE,
  type FileTable,
  SETTLED,
  SHARED,
  SYMLINK,
  statColumns,
} from '../../src/worktree/file-table.ts';
import { setStat } from '../../src/worktree/hash-files.ts';
import { matchCache } from '../../src/worktree/match-cache.ts';
import { DIGEST_BYTES, type StatCache } from '../../src/worktree/stat-cache.ts';
import { decodeStatCache, encodeStatCache } from '../../src/worktree/stat-cache-codec.ts';
import { openStatCache, readStatCache } from '../../src/worktree/stat-cache-file.ts';
import { type TempWorktree, tempWorktree } from './temp-worktree.ts';

const stat = (facts: Partial<FileStat> = {}): FileStat => ({
  size: 3,
  mtimeNs: 1_000n,
  ctimeNs: 1_000n,
  ino: 7n,
  executable: false,
  shared: false,
  ...facts,
});
/** A table of one file with this stat, hashed when the file system's clock was at `since`. */
const table = (facts: Partial<FileStat> = {}, since = 2_000n): FileTable => {
  const one: FileTable = { ...statColumns(1), paths: ['a'], targets: new Map() };
  setStat(one, 0, stat(facts), since);
  return one;
};
const cacheOf = (one: FileTable): StatCache => ({
  table: one,
  digests: new Uint8Array(one.paths.length * DIGEST_BYTES),
  base: undefined,
  listing: undefined,
});
/** What a scan of one file sees. */
const seen = (facts: Partial<FileStat> = {}): FileTable => {
  const one = table(facts);
  one.flags[0]! &= EXECUTABLE;
  return one;
};

describe('when a stat vouches for a digest', () => {
  test.each<[string, Partial<FileStat>, bigint, Partial<FileStat>, boolean]>([
    ['the same', {}, 2_000n, {}, true],
    ['another size', {}, 2_000n, { size: 4 }, false],
    ['another mtime', {}, 2_000n, { mtimeNs: 1_001n }, false],
    ['another ctime', {}, 2_000n, { ctimeNs: 1_001n }, false],
    ['another inode', {}, 2_000n, { ino: 8n }, false],
    ['another inode, in its high half', {}, 2_000n, { ino: 7n + (1n << 40n) }, false],
    ['another x bit', {}, 2_000n, { executable: true }, false],
    ['written when hashing began', { mtimeNs: 2_000n }, 2_000n, { mtimeNs: 2_000n }, false],
    ['written after hashing began', { mtimeNs: 2_001n }, 2_000n, { mtimeNs: 2_001n }, false],
    ['changed when hashing began', { ctimeNs: 2_000n }, 2_000n, { ctimeNs: 2_000n }, false],
    [
      'shared, linked when hashing began',
      { shared: true, ctimeNs: 2_000n },
      2_000n,
      { ctimeNs: 2_000n },
      true,
    ],
    ['shared, linked since', { shared: true }, 2_000n, { ctimeNs: 9_000n }, true],
    [
      'shared, written when hashing began',
      { shared: true, mtimeNs: 2_000n },
      2_000n,
      { mtimeNs: 2_000n },
      false,
    ],
    ['shared, another mtime', { shared: true }, 2_000n, { mtimeNs: 1_001n }, false],
    ['shared, another x bit', { shared: true }, 2_000n, { executable: true }, false],
  ])('%s', (_, hashed, since, now, vouches) => {
    const match = matchCache(seen(now), cacheOf(table(hashed, since)));
    expect(match.vouched[0]).toBe(vouches ? 0 : -1);
    expect(match.stale).toEqual(vouches ? [] : [0]);
  });
});

const entry = fc.record({
  path: fc
    .string({ unit: 'grapheme', minLength: 1, maxLength: 12 })
    .filter((text) => !text.includes('\0') && isWellFormed(text)),
  numbers: fc.tuple(
    fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }),
    fc.bigInt({ min: 0n, max: 2n ** 64n - 1n }),
    fc.maxSafeNat(),
  ),
  flags: fc.constantFrom(0, EXECUTABLE, SETTLED, SETTLED | SHARED, SYMLINK),
});

test('a cache comes back from its file as it was', () => {
  fc.assert(
    fc.property(
      fc.uniqueArray(entry, { selector: ({ path }) => path, maxLength: 3000 }),
      fc.boolean(),
      (entries, told) => {
        const columns = statColumns(entries.length);
        const targets = new Map<number, string>();
        for (const [row, { path, numbers, flags }] of entries.entries()) {
          columns.mtimeNs[row] = numbers[0];
          columns.ctimeNs[row] = -numbers[0] - 1n;
          columns.ino[row] = numbers[1];
          columns.size[row] = numbers[2];
          columns.flags[row] = flags;
          if (flags === SYMLINK) targets.set(row, `to ${path}`);
        }
        const blob = blobIdOf(Buffer.from('x'));
        const cache: StatCache = {
          table: { ...columns, paths: entries.map(({ path }) => path), targets },
          digests: Uint8Array.from({ length: entries.length * DIGEST_BYTES }, (_, i) => i % 251),
          base: told
            ? {
                manifest: manifestId('ab'.repeat(32)),
                only: ['a/**'],
                differs: new Map([
                  ['new', undefined],
                  ['link', { path: 'link', target: 'x' }],
                  ['file', { path: 'file', blob, size: 1 }],
                  ['run', { path: 'run', blob, size: 1, executable: true }],
                ]),
              }
            : undefined,
          listing: told
            ? {
                rules: 'r',
                folders: [
                  { prefix: '', names: 2, digest: undefined, stamp: '1 2 3' },
                  { prefix: 'a/', names: 1, digest: 'd', stamp: undefined },
                ],
              }
            : undefined,
        };
        const view = checkedCacheView(encodeStatCache(cache));
        expect(view && decodeStatCache(view)).toEqual(cache);
      },
    ),
    { numRuns: 30 },
  );
});

describe('a folder of many files', () => {
  let tree: TempWorktree;
  const helpers: Worker[] = [];
  const failures: unknown[] = [];
  const watch = (helper: Worker) => {
    helpers.push(helper);
    helper.on('error', (error) => failures.push(error));
  };
  beforeAll(async () => {
    tree = tempWorktree();
    for (let i = 0; i < 12_500; i++) tree.write(`d${i % 60}/f${i}`, '');
    symlinkSync('f0', tree.at('d0/link'));
    const before = fileSystemTime(tree.folder.state);
    while (fileSystemTime(tree.folder.state) === before) await setImmediate();
    await tree.commit();
    process.on('worker', watch);
  }, 300_000);
  afterAll(async () => {
    process.off('worker', watch);
    await tree.close();
  });

  test('is checked on two threads, and every change is seen', async () => {
    const asCached = async () => {
      const file = openStatCache(tree.folder);
      const helper = new CheckHelper();
      try {
        return file && (await differingRows(tree.folder.path, file, { helper }));
      } finally {
        helper.release();
      }
    };
    expect(await asCached()).toEqual([]);
    await setImmediate();
    expect([helpers.length, failures]).toEqual([1, []]);
    const changes: [() => void, () => void][] = [
      [() => tree.write('d59/new', ''), () => rmSync(tree.at('d59/new'))],
      [() => tree.write('new', ''), () => rmSync(tree.at('new'))],
      [() => mkdirSync(tree.at('d7/empty')), () => rmSync(tree.at('d7/empty'), { recursive: true })],
      [() => renameSync(tree.at('d3'), tree.at('e3')), () => renameSync(tree.at('e3'), tree.at('d3'))],
      [
        () => renameSync(tree.at('d0/link'), tree.at('d0/lynk')),
        () => renameSync(tree.at('d0/lynk'), tree.at('d0/link')),
      ],
    ];
    for (const [make, undo] of changes) {
      make();
      expect(await asCached()).not.toEqual([]);
      undo();
      expect(await asCached()).toEqual([]);
    }
    writeFileSync(tree.at('d59/f12479'), '');
    expect(await asCached()).toEqual([rowOfPath(tree, 'd59/f12479')]);
    expect(failures).toEqual([]);
  }, 300_000);

  test('an aborted check is interrupted', async () => {
    await expect(checkAborted(tree)).rejects.toMatchObject({ code: 'interrupted' });
  }, 300_000);
});

async function checkAborted(tree: TempWorktree): Promise<readonly number[] | undefined> {
  const file = openStatCache(tree.folder);
  return file && differingRows(tree.folder.path, file, { helper: undefined, signal: AbortSignal.abort() });
}

function rowOfPath(tree: TempWorktree, path: string): number {
  return readStatCache(tree.folder)?.table.paths.indexOf(path) ?? -1;
}
