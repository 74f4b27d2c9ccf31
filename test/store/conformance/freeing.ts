import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { BlobId } from '../../../src/records/ids.ts';
import type { Session, Store } from '../../../src/store/contract.ts';
import type { Freeing } from '../../../src/store/freeing.ts';
import { expectBytes, type Harness, type MakeHarness, randomBlob, record, store } from './harness.ts';

const LARGE = 5 * 1024 * 1024 + 3;

/** What a store does that can free blobs. */
export function freeingCases(make: MakeHarness): void {
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
    const isHeld = async (id: BlobId, of: Store = harness.store) => (await of.read('raw', id)) !== undefined;
    /** Retired blobs come back for whoever asks `missing`. */
    const missing = async (...ids: readonly BlobId[]) => [...(await harness.store.missing('raw', ids))];
    const open = async (of: Store = harness.store): Promise<Session> => {
      const session = await of.session('raw');
      session.hold();
      sessions.push(session);
      return session;
    };

    it('takes out small and large blobs, and leaves what lies beside them', async () => {
      const [small, other, large] = [randomBlob(100), randomBlob(200), randomBlob(LARGE)];
      const page = record('a page');
      await store(harness.store, 'raw', small, other, large, page);
      const freed = await freeing().retire('raw', [small.id, large.id]);
      expect(freed).toEqual({ objects: 2, bytes: 100 + LARGE });
      expect(await isHeld(small.id)).toBe(false);
      expect(await isHeld(large.id)).toBe(false);
      expect(await harness.store.sizes('raw', [small.id, large.id])).toEqual(new Map());
      expectBytes(await harness.store.read('raw', other.id), other.bytes);
      expectBytes(await harness.store.read('raw', page.id), page.bytes);
      expect(freeing().isPending()).toBe(true);
      expect((await freeing().free(nothing)).waiting).toBe(0);
      expect(freeing().isPending()).toBe(false);
      expect(await missing(small.id, large.id, other.id)).toEqual([small.id, large.id]);
      expectBytes(await harness.store.read('raw', other.id), other.bytes);
    });

    it('passes over what it does not hold, and other layers', async () => {
      const blob = randomBlob(100);
      await store(harness.store, 'raw', blob);
      await store(harness.store, 'processed', blob);
      expect(await freeing().retire('processed', [blob.id, randomBlob(5).id])).toEqual({
        objects: 1,
        bytes: 100,
      });
      await freeing().free(nothing);
      expectBytes(await harness.store.read('raw', blob.id), blob.bytes);
      expect(await freeing().retire('processed', [blob.id])).toEqual({ objects: 0, bytes: 0 });
      expect(freeing().isPending()).toBe(false);
    });

    it('brings back what is missed before it is freed, and not after', async () => {
      const [small, large] = [randomBlob(100), randomBlob(LARGE)];
      await store(harness.store, 'raw', small, large);
      await freeing().retire('raw', [small.id, large.id]);
      expect(await missing(small.id, large.id)).toEqual([]);
      expectBytes(await harness.store.read('raw', small.id), small.bytes);
      expectBytes(await harness.store.read('raw', large.id), large.bytes);
      await freeing().free(nothing);
      expectBytes(await harness.store.read('raw', large.id), large.bytes);
      await freeing().retire('raw', [small.id, large.id]);
      await freeing().free(nothing);
      expect(await missing(small.id, large.id)).toEqual([small.id, large.id]);
    });

    it('frees nothing that a session may rely on which was open', async () => {
      const blob = randomBlob(LARGE);
      await store(harness.store, 'raw', blob);
      const other = await harness.again();
      const session = await open(other);
      await freeing().retire('raw', [blob.id]);
      const young = await open();
      expect(await freeing().free(nothing)).toMatchObject({ bytes: 0 });
      expect((await freeing().free(nothing)).waiting).toBeGreaterThan(0);
      expect([...(await other.missing('raw', [blob.id]))]).toEqual([]);
      await session.close();
      // It began after the blob was gone, and so can't have seen it.
      await freeing().free(nothing);
      expect(freeing().isPending()).toBe(false);
      expectBytes(await harness.store.read('raw', blob.id), blob.bytes);
      await young.close();
      await other.close();
    });

    it('keeps what is needed after all', async () => {
      const [needed, small, dead] = [randomBlob(LARGE), randomBlob(100), randomBlob(LARGE)];
      await store(harness.store, 'raw', needed, small, dead);
      await freeing().retire('raw', [needed.id, small.id, dead.id]);
      const asked: BlobId[] = [];
      await freeing().free(async (layer, ids) => {
        expect(layer).toBe('raw');
        asked.push(...ids);
        return new Set(ids.filter((id) => id === needed.id || id === small.id));
      });
      expect(new Set(asked)).toEqual(new Set([needed.id, small.id, dead.id]));
      expect(await missing(needed.id, small.id, dead.id)).toEqual([dead.id]);
    });

    it('is no hindrance to storing the same anew', async () => {
      const blob = randomBlob(LARGE);
      const small = randomBlob(50);
      await store(harness.store, 'raw', blob, small);
      await freeing().retire('raw', [blob.id, small.id]);
      await store(harness.store, 'raw', blob, small);
      const asked: BlobId[] = [];
      await freeing().free(async (_layer, ids) => {
        asked.push(...ids);
        return new Set();
      });
      expect(asked).toEqual([]);
      expectBytes(await harness.store.read('raw', blob.id), blob.bytes);
      expectBytes(await harness.store.read('raw', small.id), small.bytes);
    });
  });
}
