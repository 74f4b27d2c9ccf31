import {
  existsSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  symlinkSync,
} from 'node:fs';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { BlobId } from '../../../src/records/ids.ts';
import type { FileToWrite } from '../../../src/store/contract.ts';
import { Files, type Harness, type MakeHarness, randomBlob, rows, type Sample, store } from './harness.ts';

const LARGE = 5 * 1024 * 1024;

/** Files that are written from objects. */
export function materialiseCases(make: MakeHarness): void {
  describe('materialise', () => {
    let harness: Harness;
    let files: Files;
    beforeEach(async () => {
      harness = await make();
      files = new Files();
    });
    afterEach(async () => {
      files.remove();
      await harness.remove();
    });

    const fileOf = (
      path: string,
      { id, bytes }: Sample<BlobId>,
      index = 0,
      executable = false,
    ): FileToWrite => {
      return { index, path, blob: id, size: bytes.length, executable };
    };
    const write = async (
      list: Iterable<FileToWrite>,
      how: { linkMode?: 'hardlink'; workers?: number } = {},
    ) => {
      const results = harness.store.materialise('raw', files.path('tree'), list, {
        linkMode: 'copy',
        ...how,
      });
      return [...(await rows(results))].sort((a, b) => a.index - b.index);
    };
    const expectFile = (path: string, bytes: Uint8Array) =>
      expect(readFileSync(files.path(path)).equals(bytes)).toBe(true);

    for (const workers of [0, 2]) {
      for (const linkMode of ['copy', 'hardlink'] as const) {
        it(`writes files of every size, in folders that it makes: ${linkMode}, ${workers} workers`, async () => {
          const samples = [0, 1, 5000, LARGE, LARGE + 1].map(randomBlob);
          await store(harness.store, 'raw', ...samples);
          const list = samples.flatMap((sample, n) => [
            fileOf(`a/b/file ${n}`, sample, n * 2),
            fileOf(`c\n/run ${n}`, sample, n * 2 + 1, true),
          ]);
          const results = await write(list, linkMode === 'hardlink' ? { linkMode, workers } : { workers });
          for (const { index, path, size, executable } of list) {
            expectFile(`tree/${path}`, samples[index >> 1]?.bytes as Uint8Array);
            const stat = lstatSync(files.path(`tree/${path}`), { bigint: true });
            expect((stat.mode & 0o100n) !== 0n).toBe(executable);
            const { mtimeNs, ctimeNs, ino } = stat;
            expect(results[index]).toMatchObject({
              index,
              result: 'written',
              stat: { size, mtimeNs, ctimeNs, ino, executable },
            });
          }
          expect(readdirSync(files.path('tree')).sort()).toEqual(['a', 'c\n']);
        });
      }
    }

    it('writes many files, given one by one', async () => {
      const samples = Array.from({ length: 1200 }, (_, n) => randomBlob(n % 100));
      await store(harness.store, 'raw', ...samples);
      const list = samples.map((sample, n) => fileOf(`${n % 13}/${n}`, sample, n));
      const results = await write(list.values(), { workers: 2 });
      expect(results.map((file) => [file.index, file.result])).toEqual(
        list.map(({ index }) => [index, 'written']),
      );
      for (const { index, path } of list) expectFile(`tree/${path}`, samples[index]?.bytes as Uint8Array);
    });

    it('reports what the layer does not hold, and writes the rest', async () => {
      const [held, small, large] = [randomBlob(10), randomBlob(10), randomBlob(LARGE)];
      await store(harness.store, 'raw', held);
      const results = await write([
        fileOf('small', small, 0),
        fileOf('held', held, 1),
        fileOf('large', large, 2),
      ]);
      expect(results.map((file) => file.result)).toEqual(['missing', 'written', 'missing']);
      expect(readdirSync(files.path('tree'))).toEqual(['held']);
    });

    it('takes the place of a file or a symlink, and touches nothing that it points to', async () => {
      const sample = randomBlob(100);
      await store(harness.store, 'raw', sample);
      files.write('outside', 'outside');
      files.write('tree/file', 'old');
      symlinkSync('../outside', files.path('tree/link'));
      const results = await write([fileOf('file', sample, 0), fileOf('link', sample, 1)]);
      expect(results.map((file) => file.result)).toEqual(['written', 'written']);
      expectFile('tree/file', sample.bytes);
      expectFile('tree/link', sample.bytes);
      expect(lstatSync(files.path('tree/link')).isFile()).toBe(true);
      expectFile('outside', Buffer.from('outside'));
    });

    it('never goes through a symlink, nor out of its root', async () => {
      const sample = randomBlob(100);
      await store(harness.store, 'raw', sample);
      mkdirSync(files.path('outside'));
      mkdirSync(files.path('tree/real'), { recursive: true });
      symlinkSync('../outside', files.path('tree/link'));
      symlinkSync('../../outside', files.path('tree/real/deep'));
      files.write('tree/plain', 'in the way');
      const paths = [
        'link/a',
        'link/b/c',
        'real/deep/a',
        'plain/a',
        '../outside/a',
        '/a',
        'a/../../outside/b',
        'a//b',
        './a',
        'a\0b',
        '',
      ];
      const results = await write([
        ...paths.map((path, n) => fileOf(path, sample, n)),
        fileOf('real/good', sample, paths.length),
      ]);
      expect(results.map((file) => file.result)).toEqual([...paths.map(() => 'unwritable'), 'written']);
      expect(readdirSync(files.path('outside'))).toEqual([]);
      expect(readlinkSync(files.path('tree/link'))).toBe('../outside');
      expectFile('tree/plain', Buffer.from('in the way'));
    });

    it('names a file that a folder is in the way of', async () => {
      const sample = randomBlob(100);
      await store(harness.store, 'raw', sample);
      mkdirSync(files.path('tree/folder'), { recursive: true });
      files.write('tree/folder/kept', 'kept');
      const [result] = await write([fileOf('folder', sample)]);
      expect(result).toMatchObject({ result: 'unwritable', reason: expect.any(String) });
      expectFile('tree/folder/kept', Buffer.from('kept'));
    });

    it('keeps what is not whole in the folder it is given', async () => {
      const samples = [randomBlob(100), randomBlob(LARGE)];
      await store(harness.store, 'raw', ...samples);
      mkdirSync(files.path('parts'));
      mkdirSync(files.path('tree'));
      const list = samples.map((sample, n) => fileOf(`f${n}`, sample, n));
      const options = { linkMode: 'copy', temporary: files.path('parts') } as const;
      await rows(harness.store.materialise('raw', files.path('tree'), list, options));
      expect(readdirSync(files.path('tree')).sort()).toEqual(['f0', 'f1']);
      expect(readdirSync(files.path('parts'))).toEqual([]);
    });

    it('stops when it is told to, and leaves no half files', async () => {
      const samples = Array.from({ length: 1500 }, (_, n) => randomBlob(n % 50));
      await store(harness.store, 'raw', ...samples);
      const list = samples.map((sample, n) => fileOf(`f${n}`, sample, n));
      const controller = new AbortController();
      const writing = async () => {
        const options = { linkMode: 'copy', signal: controller.signal, workers: 2 } as const;
        for await (const _ of harness.store.materialise('raw', files.path('tree'), list, options))
          controller.abort();
      };
      await expect(writing()).rejects.toMatchObject({ code: 'interrupted' });
      for (const name of readdirSync(files.path('tree'))) {
        expectFile(`tree/${name}`, samples[Number(name.slice(1))]?.bytes as Uint8Array);
      }
    });

    it('never writes damaged bytes', async () => {
      if (harness.flip === undefined) return;
      for (const size of [3000, LARGE]) {
        const sample = randomBlob(size);
        await store(harness.store, 'raw', sample);
        await harness.flip('raw', sample.id);
        const linkModes = ['copy', 'hardlink'] as const;
        for (const linkMode of linkModes) {
          const [result] = await rows(
            harness.store.materialise('raw', files.path('tree'), [fileOf('f', sample)], { linkMode }),
          );
          expect(result).toMatchObject({ result: 'damaged', found: expect.stringMatching(/^[0-9a-f]{64}$/) });
          expect(existsSync(files.path('tree/f'))).toBe(false);
        }
      }
    });
  });
}
