import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { blobIdOf, hexOf, manifestId } from '../../../src/records/ids.ts';
import { sha256Hex } from '../../../src/records/sha256.ts';
import {
  collect,
  expectBytes,
  type Harness,
  type MakeHarness,
  randomBlob,
  record,
  store,
} from './harness.ts';

const LARGE = 5 * 1024 * 1024 + 17;

/** Objects by id: put, get, read, missing, withPrefix. */
export function objectCases(make: MakeHarness): void {
  describe('objects', () => {
    let harness: Harness;
    beforeEach(async () => {
      harness = await make();
    });
    afterEach(() => harness.remove());

    it('come back byte for byte, from every opening of the store', async () => {
      const samples = [randomBlob(0), randomBlob(1), randomBlob(70_000), randomBlob(LARGE), record('a page')];
      await store(harness.store, 'raw', ...samples);
      const again = await harness.again();
      for (const { id, bytes } of samples) {
        for (const one of [harness.store, again]) {
          expectBytes(await one.read('raw', id), bytes);
          expectBytes(await collect(await one.get('raw', id)), bytes);
        }
      }
      await again.close();
    });

    it('that are not there are undefined, not an error', async () => {
      const { id } = randomBlob(10);
      expect(await harness.store.read('raw', id)).toBeUndefined();
      expect(await harness.store.get('raw', id)).toBeUndefined();
      expect(await harness.store.get('raw', id, { offset: 1 })).toBeUndefined();
      expect(await harness.store.read('raw', record('x').id)).toBeUndefined();
    });

    it('of one layer are not in another', async () => {
      const sample = randomBlob(100);
      await store(harness.store, 'processed', sample);
      expect(await harness.store.read('raw', sample.id)).toBeUndefined();
      expect(await harness.store.missing('raw', [sample.id])).toEqual(new Set([sample.id]));
      expect(await harness.store.missing('processed', [sample.id])).toEqual(new Set());
      expect(await harness.store.withPrefix('raw', hexOf(sample.id), 5)).toEqual([]);
    });

    it('with the same bytes, a blob and a record, are two', async () => {
      const bytes = Buffer.from('the same bytes');
      const blob = { id: blobIdOf(bytes), bytes };
      const page = { id: manifestId(sha256Hex(bytes)), bytes };
      await store(harness.store, 'raw', blob);
      expect(await harness.store.read('raw', page.id)).toBeUndefined();
      expect(await harness.store.missing('raw', [blob.id, page.id])).toEqual(new Set([page.id]));
      await store(harness.store, 'raw', page);
      expect(await harness.store.missing('raw', [blob.id, page.id])).toEqual(new Set());
      expect(new Set(await harness.store.withPrefix('raw', hexOf(blob.id), 5))).toEqual(
        new Set([blob.id, page.id]),
      );
    });

    it('are read in ranges, of any size and place', async () => {
      const samples = [randomBlob(0), randomBlob(1000), randomBlob(LARGE)];
      await store(harness.store, 'raw', ...samples);
      await fc.assert(
        fc.asyncProperty(
          fc.constantFrom(...samples),
          fc.option(fc.nat(LARGE + 10), { nil: undefined }),
          fc.option(fc.nat(LARGE + 10), { nil: undefined }),
          async ({ id, bytes }, offset, length) => {
            const range = {
              ...(offset !== undefined && { offset }),
              ...(length !== undefined && { length }),
            };
            const from = offset ?? 0;
            const expected = bytes.subarray(from, from + (length ?? bytes.length));
            const found = (await collect(await harness.store.get('raw', id, range))) as Uint8Array;
            expect(Buffer.compare(found, expected)).toBe(0);
          },
        ),
        { numRuns: 60 },
      );
    });

    it('are told apart from the missing ones, many at once', async () => {
      const held = Array.from({ length: 3000 }, (_, n) => record(`held ${n}`));
      const blobs = [randomBlob(0), randomBlob(20), randomBlob(LARGE)];
      await store(harness.store, 'raw', ...held, ...blobs);
      const lacking = Array.from({ length: 3000 }, (_, n) => blobIdOf(Buffer.from(`lacking ${n}`)));
      const asked = [
        ...lacking,
        ...held.map(({ id }) => id),
        ...blobs.map(({ id }) => id),
        ...lacking.slice(0, 10),
      ];
      expect(await harness.store.missing('raw', asked)).toEqual(new Set(lacking));
      expect(await harness.store.missing('raw', [])).toEqual(new Set());
    });

    it('have a size, packed or not; what is not held has none', async () => {
      const samples = [randomBlob(0), randomBlob(20), randomBlob(LARGE), record('page')];
      await store(harness.store, 'raw', ...samples);
      const ids = samples.map(({ id }) => id);
      const sizes = await harness.store.sizes('raw', [...ids, blobIdOf(Buffer.from('lacking'))]);
      expect(sizes).toEqual(new Map(samples.map(({ id, bytes }) => [id, bytes.length])));
      expect(await harness.store.sizes('processed', ids)).toEqual(new Map());
    });

    it('are found by the first digits of their digest, in order, up to a limit', async () => {
      const samples = Array.from({ length: 400 }, (_, n) => record(`page ${n}`));
      const large = randomBlob(LARGE);
      await store(harness.store, 'raw', ...samples, large);
      const ids = [...samples.map(({ id }) => id), large.id].sort((a, b) => (hexOf(a) < hexOf(b) ? -1 : 1));
      for (const id of [...ids.slice(0, 20), large.id]) {
        for (const digits of [4, 5, 12, 13, 64]) {
          const hex = hexOf(id).slice(0, digits);
          const expected = ids.filter((each) => hexOf(each).startsWith(hex));
          expect(await harness.store.withPrefix('raw', hex, 10)).toEqual(expected);
        }
      }
      const two = ids.slice(0, 2);
      await store(harness.store, 'raw', ...two.map((id) => ({ id, bytes: Buffer.from('never read') })));
      expect(await harness.store.withPrefix('raw', 'ffffffffffffff', 10)).toEqual([]);
      expect((await harness.store.withPrefix('raw', hexOf(large.id), 1)).length).toBe(1);
    });

    it('are not read once the caller has given up', async () => {
      const sample = randomBlob(LARGE);
      await store(harness.store, 'raw', sample);
      const given = { signal: AbortSignal.abort() };
      const interrupted = expect.objectContaining({ code: 'interrupted' });
      await expect(harness.store.read('raw', sample.id, given)).rejects.toEqual(interrupted);
      await expect(harness.store.get('raw', sample.id, given)).rejects.toEqual(interrupted);
      await expect(harness.store.missing('raw', [sample.id], given)).rejects.toEqual(interrupted);
    });
  });
}
