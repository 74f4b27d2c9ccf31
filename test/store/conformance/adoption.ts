import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { blobIdOf } from '../../../src/records/ids.ts';
import {
  all,
  expectBytes,
  type Harness,
  type MakeHarness,
  randomBlob,
  record,
  type Sample,
  store,
} from './harness.ts';

const LARGE = 5 * 1024 * 1024 + 3;

/** Objects that are in another layer are taken from there; many are read at once. */
export function adoptionCases(make: MakeHarness): void {
  describe('layers', () => {
    let harness: Harness;
    beforeEach(async () => {
      harness = await make();
    });
    afterEach(() => harness.remove());

    const idsOf = (samples: readonly Sample[]) => samples.map(({ id }) => id);
    const samplesOf = (count: number) => Array.from({ length: count }, (_, n) => record(`layered ${n}`));
    const expectHeld = async (samples: readonly Sample[]) => {
      const again = await harness.again();
      for (const each of [harness.store, again]) {
        expect(await each.missing('processed', idsOf(samples))).toEqual(new Set());
        for (const { id, bytes } of samples) expectBytes(await each.read('processed', id), bytes);
      }
      await again.close();
    };

    it('give what they hold to another one, visible after flush, and tell what they lack', async () => {
      const held = [randomBlob(0), randomBlob(400), randomBlob(LARGE), record('page')];
      await store(harness.store, 'raw', ...held);
      const lacking = [blobIdOf(Buffer.from('lacking')), record('lacking').id];
      const session = await harness.store.session('processed');
      let copied = { objects: 0, bytes: 0 };
      const onCopied = (more: typeof copied) => {
        copied = { objects: copied.objects + more.objects, bytes: copied.bytes + more.bytes };
      };
      const asked = [...idsOf(held), ...lacking];
      expect(await session.adopt('raw', asked, { onCopied })).toEqual(new Set(idsOf(held)));
      const bytes = held.reduce((sum, one) => sum + one.bytes.length, 0);
      expect(copied).toEqual({ objects: held.length, bytes });
      expect(await harness.store.missing('processed', idsOf(held))).toEqual(new Set(idsOf(held)));
      const sent = randomBlob(77);
      session.put(sent.id, sent.bytes);
      expect(await session.flush()).toEqual({ objects: 1, bytes: 77 });
      await session.close();
      await expectHeld([...held, sent]);
      expect(await all(harness.store.check('processed'))).toEqual([]);
    });

    it('give a few objects of a pack, or most of it', async () => {
      const samples = samplesOf(2000);
      await store(harness.store, 'raw', ...samples);
      for (const part of [samples.slice(0, 10), samples.slice(100, 1900), samples]) {
        const session = await harness.store.session('processed');
        expect(await session.adopt('raw', idsOf(part))).toEqual(new Set(idsOf(part)));
        expect(await session.flush()).toEqual({ objects: 0, bytes: 0 });
        await session.close();
        await expectHeld(part.slice(0, 10));
        expect(await harness.store.missing('processed', idsOf(part))).toEqual(new Set());
      }
      const found = await all(harness.store.verify('processed', 'all'));
      expect(found.filter(({ kind }) => kind !== 'progress')).toEqual([]);
    });

    it('give a pack in parts, one after another, in one session', async () => {
      const samples = samplesOf(2000);
      await store(harness.store, 'raw', ...samples);
      const session = await harness.store.session('processed');
      for (const part of [samples.slice(0, 1500), samples.slice(1500)])
        expect(await session.adopt('raw', idsOf(part))).toEqual(new Set(idsOf(part)));
      await session.flush();
      await session.close();
      expect(await harness.store.missing('processed', idsOf(samples))).toEqual(new Set());
      await expectHeld(samples.slice(1490, 1510));
    });

    it('keep nothing that was not flushed', async () => {
      const held = [randomBlob(400), randomBlob(LARGE), record('page')];
      await store(harness.store, 'raw', ...held);
      const session = await harness.store.session('processed');
      await session.adopt('raw', idsOf(held));
      await session.close();
      expect(await harness.store.missing('processed', idsOf(held))).toEqual(new Set(idsOf(held)));
      const stopped = await harness.store.session('processed');
      const adopting = stopped.adopt('raw', idsOf(held), { signal: AbortSignal.abort() });
      await expect(adopting).rejects.toMatchObject({ code: 'interrupted' });
      await stopped.close();
    });

    it('are read many objects at once, whole, each once; what they lack is left out', async () => {
      const samples = [...samplesOf(3000), randomBlob(0), randomBlob(9000), randomBlob(LARGE)];
      await store(harness.store, 'raw', ...samples.slice(0, 1500));
      await store(harness.store, 'raw', ...samples.slice(1500));
      const again = await harness.again();
      for (const each of [harness.store, again]) {
        const asked = [record('lacking').id, ...idsOf(samples), ...idsOf(samples.slice(0, 9))];
        const found = new Map<string, Uint8Array>();
        for await (const batch of each.readMany('raw', asked)) {
          for (const { id, bytes } of batch) {
            expect(found.has(id)).toBe(false);
            found.set(id, bytes);
          }
        }
        expect(found.size).toBe(samples.length);
        for (const { id, bytes } of samples) expectBytes(found.get(id), bytes);
        expect(await all(each.readMany('processed', idsOf(samples)))).toEqual([]);
      }
      await again.close();
      const given = harness.store.readMany('raw', idsOf(samples), { signal: AbortSignal.abort() });
      await expect(all(given)).rejects.toMatchObject({ code: 'interrupted' });
    });

    it('do not read or give what is damaged', async () => {
      if (harness.flip === undefined) return;
      for (const damaged of [randomBlob(700), randomBlob(LARGE), record('a damaged page')]) {
        const neighbour = randomBlob(300);
        await store(harness.store, 'raw', damaged, neighbour);
        await harness.flip('raw', damaged.id);
        const again = await harness.again();
        const refused = expect.objectContaining({
          code: 'object-damaged',
          data: expect.objectContaining({ id: damaged.id }),
        });
        await expect(all(again.readMany('raw', [damaged.id, neighbour.id]))).rejects.toEqual(refused);
        const session = await again.session('processed');
        const taken = await session.adopt('raw', [damaged.id]).catch((error: unknown) => {
          expect(error).toEqual(refused);
          return new Set();
        });
        expect(taken).toEqual(new Set());
        await session.flush();
        await session.close();
        expect(await again.missing('processed', [damaged.id])).toEqual(new Set([damaged.id]));
        await again.close();
      }
    });
  });
}
