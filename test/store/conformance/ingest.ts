import { chmodSync, linkSync, lstatSync, mkdirSync, symlinkSync, truncateSync } from 'node:fs';
import { createServer } from 'node:net';
import { Worker } from 'node:worker_threads';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { blobIdOf, type ObjectId } from '../../../src/records/ids.ts';
import type { FileToRead, IngestedFile } from '../../../src/store/contract.ts';
import { Files, type Harness, type MakeHarness, randomBlob, rows } from './harness.ts';

const LIMIT = 4 * 1024 * 1024;

/** Files that are hashed and taken. */
export function ingestCases(make: MakeHarness): void {
  describe('ingest', () => {
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

    const ingest = async (
      list: Iterable<FileToRead>,
      how: { workers?: number; linkMode?: 'hardlink' } = {},
    ) => {
      const session = await harness.store.session('raw', how);
      const results = await rows(session.ingest(files.root, list));
      const flushed = await session.flush();
      await session.close();
      return { results: [...results].sort((a, b) => a.index - b.index), flushed };
    };
    const expectHeld = async (id: ObjectId, bytes: Uint8Array) =>
      expect(Buffer.compare((await harness.store.read('raw', id)) ?? Buffer.from('absent'), bytes)).toBe(0);

    for (const workers of [0, 2]) {
      it(`hashes and keeps files of every size, with ${workers} workers`, async () => {
        const sizes = [0, 1, 8192, LIMIT - 1, LIMIT, LIMIT + 1, 3 * LIMIT + 5, 100];
        const samples = sizes.map((size) => randomBlob(size));
        const list = samples.map(({ bytes }, index) => files.write(`d/file ${index}`, bytes, index));
        chmodSync(files.path('d/file 2'), 0o755);
        const { results, flushed } = await ingest(list, { workers });
        expect(flushed).toEqual({ objects: sizes.length, bytes: sizes.reduce((a, b) => a + b) });
        for (const [index, { id, bytes }] of samples.entries()) {
          const stat = lstatSync(files.path(`d/file ${index}`), { bigint: true });
          expect(results[index]).toEqual({
            index,
            result: 'hashed',
            id,
            stored: true,
            stat: {
              size: bytes.length,
              mtimeNs: stat.mtimeNs,
              ctimeNs: stat.ctimeNs,
              ino: stat.ino,
              executable: index === 2,
              shared: false,
            },
          });
          await expectHeld(id, bytes);
        }
        const second = await ingest(list, { workers });
        expect(second.flushed).toEqual({ objects: 0, bytes: 0 });
        expect(second.results.map((file) => file.result === 'hashed' && file.stored)).toEqual(
          sizes.map(() => false),
        );
      });
    }

    it('reads many files, given one by one, and counts equal ones once', async () => {
      const list = Array.from({ length: 1500 }, (_, n) =>
        files.write(`f/${n % 7}/${n}`, `content ${n % 1000}`, n),
      );
      const { results, flushed } = await ingest(list.values(), { workers: 2 });
      expect(results.map((file) => file.index)).toEqual(list.map((file) => file.index));
      expect(flushed.objects).toBe(1000);
      expect(results.filter((file) => file.result === 'hashed' && file.stored).length).toBe(1000);
      const ids = results.map((file) => (file.result === 'hashed' ? file.id : undefined));
      expect(ids).toEqual(list.map(({ index }) => blobIdOf(Buffer.from(`content ${index % 1000}`))));
    });

    it('takes names as they are', async () => {
      const names = [
        'a\nb',
        'quo\'te"s',
        'emoji 🧬',
        'é',
        'x'.repeat(255),
        ' ',
        '-rf',
        'back\\slash',
        'tab\t',
        '%2e',
      ];
      const list = names.map((name, index) => files.write(name, `in ${name}`, index));
      const { results } = await ingest(list);
      for (const [index, name] of names.entries()) {
        expect(results[index]).toMatchObject({ result: 'hashed', id: blobIdOf(Buffer.from(`in ${name}`)) });
      }
    });

    it('only hashes when nothing more is asked for', async () => {
      const list = [files.write('small', 'small', 0), files.write('large', Buffer.alloc(LIMIT + 1), 1)];
      const session = await harness.store.session('raw');
      const results = await rows(session.ingest(files.root, list, { hashOnly: true }));
      expect(results.map((file) => file.result === 'hashed' && !file.stored)).toEqual([true, true]);
      expect(await session.flush()).toEqual({ objects: 0, bytes: 0 });
      await session.close();
      expect((await harness.store.missing('raw', idsOf(results))).size).toBe(2);
    });

    it('names what vanished and what is no file, and keeps the rest', async () => {
      mkdirSync(files.path('folder'));
      const server = createServer();
      await new Promise<void>((resolve) => server.listen(files.path('socket'), resolve));
      const good = files.write('good', 'good', 0);
      const odd = ['gone', 'folder', 'socket', 'good/under'].map((path, n) => ({
        index: n + 1,
        path,
        size: 1,
      }));
      const { results, flushed } = await ingest([good, ...odd]);
      await new Promise((resolve) => server.close(resolve));
      expect(results.map((file) => file.result)).toEqual([
        'hashed',
        'vanished',
        'unreadable',
        'unreadable',
        'vanished',
      ]);
      expect(flushed.objects).toBe(1);
    });

    it.skipIf(process.getuid?.() === 0)('names a file that may not be read', async () => {
      const file = files.write('secret', 'secret');
      chmodSync(files.path('secret'), 0);
      const { results } = await ingest([file]);
      expect(results[0]).toMatchObject({ result: 'unreadable' });
    });

    it('follows a symlink only where it is told to', async () => {
      files.write('real', 'real');
      symlinkSync('real', files.path('link'));
      const link = { index: 0, path: 'link', size: 4 };
      const { results } = await ingest([link, { ...link, index: 1, foreign: true }]);
      expect(results[0]).toEqual({ index: 0, result: 'changed' });
      expect(results[1]).toMatchObject({ result: 'hashed', id: blobIdOf(Buffer.from('real')) });
    });

    it('does not believe the size that the scan saw', async () => {
      const [grown, shrunk] = [
        files.write('grown', randomBlob(LIMIT + 9).bytes, 0),
        files.write('shrunk', 'abcdef', 1),
      ];
      truncateSync(files.path('shrunk'), 3);
      const { results } = await ingest(
        [
          { ...grown, size: 5 },
          { ...shrunk, size: 10 * LIMIT },
        ],
        { workers: 0 },
      );
      expect(results.map((file) => file.result === 'hashed' && file.stat.size)).toEqual([LIMIT + 9, 3]);
      for (const id of idsOf(results)) expect(await harness.store.read('raw', id)).toBeDefined();
    });

    for (const size of [LIMIT / 2, 8 * LIMIT]) {
      it(`reports a file of ${size} bytes that does not hold still, and keeps nothing of it`, async () => {
        // Reading it takes long enough for a write to fall in between.
        const digests = size < LIMIT ? Array.from({ length: 20 }, () => 'cksum') : [];
        const file = { ...files.write('moving', Buffer.alloc(size)), digests };
        const writer = await keepWriting(files.path('moving'));
        const { results, flushed } = await ingest([file]);
        await writer.terminate();
        expect(results).toEqual([{ index: 0, result: 'changed' }]);
        expect(flushed.objects).toBe(0);
      });
    }

    it('keeps the bytes of linked files, whether it can share them or not', async () => {
      const [large, small, foreign] = [randomBlob(LIMIT + 1), randomBlob(100), randomBlob(LIMIT + 2)];
      const list: FileToRead[] = [
        files.write('large', large.bytes, 0),
        files.write('small', small.bytes, 1),
        { ...files.write('foreign', foreign.bytes, 2), foreign: true },
      ];
      linkSync(files.path('large'), files.path('twin'));
      list.push({ index: 3, path: 'twin', size: LIMIT + 1 });
      const { results, flushed } = await ingest(list, { linkMode: 'hardlink' });
      expect(flushed.objects).toBe(3);
      for (const { id, bytes } of [large, small, foreign]) await expectHeld(id, bytes);
      for (const [index, file] of results.entries()) {
        const name = list[index]?.path as string;
        const stat = lstatSync(files.path(name), { bigint: true });
        expect(file).toMatchObject({ result: 'hashed', stat: { ino: stat.ino, mtimeNs: stat.mtimeNs } });
        if (file.result === 'hashed' && index > 0 && index < 3) expect(file.stat.shared).toBe(false);
      }
    });

    it('stops when it is told to, and nothing of it is kept', async () => {
      const list = Array.from({ length: 600 }, (_, n) => files.write(`n${n}`, `number ${n}`, n));
      for (const workers of [0, 2]) {
        const controller = new AbortController();
        const session = await harness.store.session('raw', { workers });
        let seen: IngestedFile[] = [];
        const reading = async () => {
          for await (const batch of session.ingest(files.root, list.values(), {
            signal: controller.signal,
          })) {
            seen = [...seen, ...batch];
            controller.abort();
          }
        };
        await expect(reading()).rejects.toMatchObject({ code: 'interrupted' });
        await session.close();
        expect((await harness.store.missing('raw', idsOf(seen))).size).toBe(idsOf(seen).length);
      }
    });

    it('may be left in the middle', async () => {
      const list = Array.from({ length: 2000 }, (_, n) => files.write(`m${n}`, `number ${n}`, n));
      const session = await harness.store.session('raw', { workers: 2 });
      for await (const _ of session.ingest(files.root, list)) break;
      await session.close();
      expect((await ingest(list, { workers: 2 })).flushed.objects).toBe(2000);
    });
  });
}

const idsOf = (results: readonly IngestedFile[]): ObjectId[] =>
  results.flatMap((file) => (file.result === 'hashed' ? [file.id] : []));

/** Has another thread write to a file without end; returns once it has begun. */
async function keepWriting(path: string): Promise<Worker> {
  const code = `
    const { openSync, writeSync } = require('node:fs');
    const { parentPort, workerData } = require('node:worker_threads');
    const file = openSync(workerData, 'r+');
    for (let n = 0; ; n++) { writeSync(file, String(n), 0); if (n === 0) parentPort.postMessage('writing'); }`;
  const worker = new Worker(code, { eval: true, workerData: path });
  await new Promise((resolve) => worker.once('message', resolve));
  return worker;
}
