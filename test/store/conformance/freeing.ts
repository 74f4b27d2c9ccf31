import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { BlobId } from '../../../src/records/ids.ts';
import type { Layer } from '../../../src/records/layers.ts';
import type { Session, Store } from '../../../src/store/contract.ts';
import type { Freeing } from '../../../src/store/freeing.ts';
import { expectBytes, type Harness, type MakeHarness, randomBlob, record, store } from './harness.ts';

const LARGE = 5 * 1024 * 1024 + 3;

/** What a store does that can free blobs, in a layer that locks nothing. */
export function freeingCases(make: MakeHarness, layer: Layer = 'raw'): void {
  const other: Layer = layer === 'processed' ? 'curated' : 'processed';
  describe('freeing', () => {
    let harness: Harness;
    const sessions: Session[] = [];
    beforeEach(async () => {
      harness = await make();
    });
    afterEach(async () => {
      for (const session of sessions.splice(0)) await session.close();
      await harness.remove();
    });

    const freeing = (of: Store = harness.store): Freeing => {
      if (of.freeing === undefined) throw new Error('this store does not free');
      return of.freeing;
    };
    const nothing = async (): Promise<ReadonlySet<BlobId>> => new Set();
    const ended = async () => harness.endLeases?.();
    /** Frees once nobody can rely on anything any more. */
    const free = async (keep = nothing as Parameters<Freeing['free']>[0]) => {
      await ended();
      return freeing().free(keep);
    };
    const hasLeases = () => harness.endLeases !== undefined;
    const isHeld = async (id: BlobId, of: Store = harness.store) => (await of.read(layer, id)) !== undefined;
    /** Retired blobs come back for whoever asks `missing`. */
    const missing = async (...ids: readonly BlobId[]) => [...(await harness.store.missing(layer, ids))];
    const open = async (of: Store = harness.store): Promise<Session> => {
      const session = await of.session(layer);
      session.hold();
      sessions.push(session);
      return session;
    };

    it('takes out small and large blobs, and leaves what lies beside them', async () => {
      const [small, other, large] = [randomBlob(100), randomBlob(200), randomBlob(LARGE)];
      const page = record('a page');
      await store(harness.store, layer, small, other, large, page);
      const freed = await freeing().retire(layer, [small.id, large.id]);
      expect(freed).toEqual({ objects: 2, bytes: 100 + LARGE });
      if (!hasLeases()) {
        expect(await isHeld(small.id)).toBe(false);
        expect(await isHeld(large.id)).toBe(false);
        expect(await harness.store.sizes(layer, [small.id, large.id])).toEqual(new Map());
        expect(freeing().isPending()).toBe(true);
      }
      expectBytes(await harness.store.read(layer, other.id), other.bytes);
      expectBytes(await harness.store.read(layer, page.id), page.bytes);
      expect((await free()).waiting).toBe(0);
      expect(freeing().isPending()).toBe(false);
      expect(await missing(small.id, large.id, other.id)).toEqual([small.id, large.id]);
      expectBytes(await harness.store.read(layer, other.id), other.bytes);
    });

    it('passes over what it does not hold, and other layers', async () => {
      const blob = randomBlob(100);
      await store(harness.store, layer, blob);
      await store(harness.store, other, blob);
      expect(await freeing().retire(other, [blob.id, randomBlob(5).id])).toEqual({
        objects: 1,
        bytes: 100,
      });
      await free();
      expectBytes(await harness.store.read(layer, blob.id), blob.bytes);
      expect(await freeing().retire(other, [blob.id])).toEqual({ objects: 0, bytes: 0 });
      expect(freeing().isPending()).toBe(false);
    });

    it('brings back what is missed before it is freed, and not after', async () => {
      const [small, large] = [randomBlob(100), randomBlob(LARGE)];
      await store(harness.store, layer, small, large);
      await freeing().retire(layer, [small.id, large.id]);
      expect(await missing(small.id, large.id)).toEqual([]);
      expectBytes(await harness.store.read(layer, small.id), small.bytes);
      expectBytes(await harness.store.read(layer, large.id), large.bytes);
      await free();
      expectBytes(await harness.store.read(layer, large.id), large.bytes);
      await freeing().retire(layer, [small.id, large.id]);
      await free();
      expect(await missing(small.id, large.id)).toEqual([small.id, large.id]);
    });

    it('frees nothing that a session may rely on which was open', async () => {
      const blob = randomBlob(LARGE);
      await store(harness.store, layer, blob);
      const again = await harness.again();
      const session = await open(again);
      await freeing().retire(layer, [blob.id]);
      const young = await open();
      expect(await freeing().free(nothing)).toMatchObject({ bytes: 0 });
      expect((await freeing().free(nothing)).waiting).toBeGreaterThan(0);
      expect([...(await again.missing(layer, [blob.id]))]).toEqual([]);
      await session.close();
      // It began after the blob was gone, and so can't have seen it.
      await free();
      expect(freeing().isPending()).toBe(false);
      expectBytes(await harness.store.read(layer, blob.id), blob.bytes);
      await young.close();
      await again.close();
    });

    it('keeps what is needed after all', async () => {
      const [needed, small, dead] = [randomBlob(LARGE), randomBlob(100), randomBlob(LARGE)];
      await store(harness.store, layer, needed, small, dead);
      await freeing().retire(layer, [needed.id, small.id, dead.id]);
      const asked: BlobId[] = [];
      await free(async (of, ids) => {
        expect(of).toBe(layer);
        asked.push(...ids);
        return new Set([...ids].filter((id) => id === needed.id || id === small.id));
      });
      expect(new Set(asked)).toEqual(new Set([needed.id, small.id, dead.id]));
      expect(await missing(needed.id, small.id, dead.id)).toEqual([dead.id]);
    });

    it('frees nothing that was retired after it had begun to ask', async () => {
      const [early, late] = [randomBlob(LARGE), randomBlob(LARGE)];
      // The one that is retired late lies in the layer that is looked at last, too.
      for (const of of [layer, other]) await store(harness.store, of, early, late);
      await freeing().retire(layer, [early.id]);
      let questions = 0;
      await free(async (_layer, ids) => {
        expect([...ids]).not.toContain(late.id);
        questions += 1;
        if (questions > 1) return new Set();
        for (const of of [layer, other]) await freeing().retire(of, [late.id]);
        await ended();
        return new Set();
      });
      expect(questions).toBe(1);
      for (const of of [layer, other]) expect(await harness.store.missing(of, [late.id])).toEqual(new Set());
      expect(await missing(early.id)).toEqual([early.id]);
    });

    it('is no hindrance to storing the same anew', async () => {
      const blob = randomBlob(LARGE);
      const small = randomBlob(50);
      await store(harness.store, layer, blob, small);
      await freeing().retire(layer, [blob.id, small.id]);
      await store(harness.store, layer, blob, small);
      const asked: BlobId[] = [];
      await free(async (_layer, ids) => {
        asked.push(...ids);
        return new Set();
      });
      expect(asked).toEqual([]);
      expectBytes(await harness.store.read(layer, blob.id), blob.bytes);
      expectBytes(await harness.store.read(layer, small.id), small.bytes);
    });

    it('takes out for good what is not to come back, and stores it anew', async () => {
      const [small, beside, large] = [randomBlob(100), randomBlob(200), randomBlob(LARGE)];
      await store(harness.store, layer, small, beside, large);
      const session = await open();
      const freed = await freeing().retire(layer, [small.id, large.id], { forGood: true });
      expect(freed).toEqual({ objects: 2, bytes: 100 + LARGE });
      expect(new Set(await missing(small.id, beside.id, large.id))).toEqual(new Set([small.id, large.id]));
      await freeing().free(() => Promise.reject(new Error('nobody is to be asked')));
      expect(new Set(await missing(small.id, beside.id, large.id))).toEqual(new Set([small.id, large.id]));
      expectBytes(await harness.store.read(layer, beside.id), beside.bytes);
      await session.close();
      await store(harness.store, layer, small, large);
      expectBytes(await harness.store.read(layer, small.id), small.bytes);
      expectBytes(await harness.store.read(layer, large.id), large.bytes);
    });

    it('takes out for good what was retired, and leaves what was retired beside it', async () => {
      const [secret, beside] = [randomBlob(100), randomBlob(200)];
      await store(harness.store, layer, secret, beside);
      await freeing().retire(layer, [secret.id, beside.id]);
      await freeing().retire(layer, [secret.id], { forGood: true });
      await freeing().free(async () => new Set([beside.id]));
      expect(new Set(await missing(secret.id, beside.id))).toEqual(new Set([secret.id]));
      expectBytes(await harness.store.read(layer, beside.id), beside.bytes);
    });

    it('takes out for good what was only retired before', async () => {
      const [small, large] = [randomBlob(100), randomBlob(LARGE)];
      await store(harness.store, layer, small, large);
      await freeing().retire(layer, [small.id, large.id]);
      await freeing().retire(layer, [small.id, large.id], { forGood: true });
      expect(new Set(await missing(small.id, large.id))).toEqual(new Set([small.id, large.id]));
      await free();
      expect(new Set(await missing(small.id, large.id))).toEqual(new Set([small.id, large.id]));
    });
  });
}
