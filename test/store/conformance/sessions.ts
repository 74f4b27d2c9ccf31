import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { hexOf } from '../../../src/records/ids.ts';
import {
  collect,
  expectBytes,
  type Harness,
  type MakeHarness,
  pieces,
  randomBlob,
  record,
  type Sample,
  store,
} from './harness.ts';

const LARGE = 6 * 1024 * 1024;

/** Sessions: what is put is invisible, then durable together. */
export function sessionCases(make: MakeHarness): void {
  describe('sessions', () => {
    let harness: Harness;
    beforeEach(async () => {
      harness = await make();
    });
    afterEach(() => harness.remove());

    const expectNothingOf = async (samples: readonly Sample[]) => {
      const again = await harness.again();
      for (const each of [harness.store, again]) {
        for (const { id } of samples) {
          expect(await each.read('raw', id)).toBeUndefined();
          expect(await each.withPrefix('raw', hexOf(id), 3)).toEqual([]);
        }
        const ids = samples.map(({ id }) => id);
        expect(await each.missing('raw', ids)).toEqual(new Set(ids));
      }
      await again.close();
    };

    it('show nothing before flush, all of it after', async () => {
      const samples = [randomBlob(50), randomBlob(LARGE), record('page')];
      const session = await harness.store.session('raw');
      for (const { id, bytes } of samples) session.put(id, bytes);
      await expectNothingOf(samples);
      expect(await session.flush()).toEqual({ objects: 3, bytes: 50 + LARGE + 4 });
      expect(
        await harness.store.missing(
          'raw',
          samples.map(({ id }) => id),
        ),
      ).toEqual(new Set());
      await session.close();
      expect(
        await harness.store.missing(
          'raw',
          samples.map(({ id }) => id),
        ),
      ).toEqual(new Set());
    });

    it('drop what was not flushed, and may be closed twice', async () => {
      const samples = [randomBlob(50), randomBlob(LARGE), record('page')];
      const session = await harness.store.session('raw');
      for (const { id, bytes } of samples) session.put(id, bytes);
      await session.close();
      await session.close();
      await expectNothingOf(samples);
      const next = await harness.store.session('raw');
      expect(await next.flush()).toEqual({ objects: 0, bytes: 0 });
      await next.close();
      await expectNothingOf(samples);
    });

    it('take an object once, however often it is put', async () => {
      const samples = [randomBlob(300), randomBlob(LARGE), record('once')];
      const session = await harness.store.session('raw');
      for (const { id, bytes } of [...samples, ...samples]) session.put(id, bytes);
      expect(await session.flush()).toEqual({ objects: 3, bytes: 300 + LARGE + 4 });
      for (const { id, bytes } of samples) session.put(id, bytes);
      expect(await session.flush()).toEqual({ objects: 0, bytes: 0 });
      await session.close();
      const other = await harness.store.session('raw');
      for (const { id, bytes } of samples) other.put(id, bytes);
      expect(await other.flush()).toEqual({ objects: 0, bytes: 0 });
      await other.close();
    });

    it('take more small objects than are held until they are written', async () => {
      const samples = Array.from({ length: 1500 }, (_, n) => randomBlob(5000 + n));
      const session = await harness.store.session('raw');
      for (const { id, bytes } of samples) {
        session.put(id, bytes);
        await session.room();
      }
      expect((await session.flush()).objects).toBe(samples.length);
      await session.close();
      for (const { id, bytes } of samples) expectBytes(await harness.store.read('raw', id), bytes);
    });

    it('keep the bytes they were given, whatever becomes of the buffer', async () => {
      const { id, bytes } = randomBlob(1000);
      const session = await harness.store.session('raw');
      const buffer = Buffer.from(bytes);
      session.put(id, buffer);
      buffer.fill(0);
      await session.flush();
      await session.close();
      expectBytes(await harness.store.read('raw', id), bytes);
    });

    it('go on after a flush', async () => {
      const [first, second] = [record('first'), record('second')];
      const session = await harness.store.session('raw');
      session.put(first.id, first.bytes);
      await session.flush();
      session.put(second.id, second.bytes);
      await expectNothingOf([second]);
      expect(await session.flush()).toEqual({ objects: 1, bytes: 6 });
      await session.close();
      expect(await harness.store.missing('raw', [first.id, second.id])).toEqual(new Set());
    });

    it('may race for the same object; both win', async () => {
      const samples = [randomBlob(2000), randomBlob(LARGE), record('raced')];
      const again = await harness.again();
      const sessions = [await harness.store.session('raw'), await again.session('raw')];
      for (const session of sessions) for (const { id, bytes } of samples) session.put(id, bytes);
      await Promise.all(sessions.map((session) => session.flush()));
      await Promise.all(sessions.map((session) => session.close()));
      for (const { id, bytes } of samples) {
        expectBytes(await harness.store.read('raw', id), bytes);
        expectBytes(await again.read('raw', id), bytes);
      }
      await again.close();
    });

    it("take objects as streams, and refuse bytes that are not the id's", async () => {
      const good = [randomBlob(0), randomBlob(5000), randomBlob(LARGE), record('streamed')];
      const [small, large, page] = [randomBlob(5000), randomBlob(LARGE), record('not this')];
      const session = await harness.store.session('raw');
      for (const { id, bytes } of good) await session.putStream(id, pieces(bytes, 100_000));
      for (const { id, bytes } of [small, large, page]) {
        const wrong = Buffer.from(bytes);
        wrong[1] = (wrong[1] as number) ^ 1;
        const put = session.putStream(id, pieces(wrong, 100_000));
        await expect(put).rejects.toMatchObject({ code: 'object-damaged', data: { id } });
      }
      expect((await session.flush()).objects).toBe(4);
      await session.close();
      for (const { id, bytes } of good) expectBytes(await collect(await harness.store.get('raw', id)), bytes);
      await expectNothingOf([small, large, page]);
    });

    it('let a stream fail without a trace, and go on', async () => {
      const [lost, kept] = [randomBlob(LARGE), randomBlob(10)];
      const session = await harness.store.session('raw');
      const failing = async function* () {
        yield lost.bytes.subarray(0, LARGE - 1);
        throw new Error('the wire was cut');
      };
      await expect(session.putStream(lost.id, failing())).rejects.toThrow('the wire was cut');
      await session.putStream(kept.id, pieces(kept.bytes, 3));
      expect(await session.flush()).toEqual({ objects: 1, bytes: 10 });
      await session.close();
      await expectNothingOf([lost]);
    });

    it('hold more objects than one pack may', async () => {
      const session = await harness.store.session('raw');
      const samples = Array.from({ length: 66_000 }, (_, n) => record(`object ${n}`));
      for (const { id, bytes } of samples) session.put(id, bytes);
      expect((await session.flush()).objects).toBe(66_000);
      await session.close();
      expect(
        await harness.store.missing(
          'raw',
          samples.map(({ id }) => id),
        ),
      ).toEqual(new Set());
      const last = samples.at(-1) as Sample;
      expectBytes(await harness.store.read('raw', last.id), last.bytes);
    });

    it('end when their signal says so', async () => {
      const controller = new AbortController();
      const session = await harness.store.session('raw', { signal: controller.signal });
      const sample = randomBlob(100);
      session.put(sample.id, sample.bytes);
      controller.abort();
      await expect(session.flush()).rejects.toMatchObject({ code: 'interrupted' });
      await session.close();
      await expectNothingOf([sample]);
      await expect(harness.store.session('raw', { signal: controller.signal })).rejects.toMatchObject({
        code: 'interrupted',
      });
      await store(harness.store, 'raw', sample);
      expectBytes(await harness.store.read('raw', sample.id), sample.bytes);
    });
  });
}
