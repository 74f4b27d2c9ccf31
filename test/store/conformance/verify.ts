import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { blobIdOf, hexOf } from '../../../src/records/ids.ts';
import type { VerifyRow } from '../../../src/store/contract.ts';
import {
  all,
  collect,
  expectBytes,
  type Harness,
  type MakeHarness,
  randomBlob,
  record,
  store,
} from './harness.ts';

const LARGE = 5 * 1024 * 1024;

/** Damage is found, named, and never returned as good. */
export function verifyCases(make: MakeHarness): void {
  describe('verify', () => {
    let harness: Harness;
    beforeEach(async () => {
      harness = await make();
    });
    afterEach(() => harness.remove());

    const findings = (found: readonly VerifyRow[]) => found.filter(({ kind }) => kind !== 'progress');

    it('reads every object of the layer, and counts them', async () => {
      const samples = [randomBlob(0), randomBlob(700), randomBlob(LARGE), record('page')];
      await store(harness.store, 'raw', ...samples);
      await store(harness.store, 'processed', randomBlob(5));
      const found = await all(harness.store.verify('raw', 'all'));
      expect(findings(found)).toEqual([]);
      expect(found.at(-1)).toEqual({ kind: 'progress', objects: 4, bytes: 700 + LARGE + 4 });
      expect(await all(harness.store.check('raw'))).toEqual([]);
    });

    it('reads those that are named, and tells which are missing', async () => {
      const samples = [randomBlob(700), randomBlob(LARGE), record('page'), record('other')];
      await store(harness.store, 'raw', ...samples);
      const lacking = [blobIdOf(Buffer.from('lacking')), record('lacking').id];
      const asked = [...samples.slice(0, 3).map(({ id }) => id), ...lacking];
      const found = await all(harness.store.verify('raw', asked));
      expect(new Set(findings(found))).toEqual(new Set(lacking.map((id) => ({ kind: 'missing', id }))));
      expect(found.at(-1)).toMatchObject({ kind: 'progress', bytes: 700 + LARGE + 4 });
    });

    it('proves what it holds, and names what it does not', async () => {
      const samples = [randomBlob(700), randomBlob(LARGE), record('page')];
      await store(harness.store, 'raw', ...samples);
      const ids = samples.map(({ id }) => id);
      const lacking = blobIdOf(Buffer.from('lacking'));
      for (const level of ['checksum', 'full'] as const) {
        expect(await harness.store.prove('raw', ids, { level })).toEqual(new Map());
        expect(await harness.store.prove('raw', [...ids, lacking], { level })).toEqual(
          new Map([[lacking, 'missing']]),
        );
        expect((await harness.store.prove('processed', ids, { level })).size).toBe(3);
      }
    });

    it('does not prove what is damaged', async () => {
      if (harness.flip === undefined) return;
      const [good, bad] = [randomBlob(LARGE), randomBlob(LARGE)];
      await store(harness.store, 'raw', good, bad);
      await harness.flip('raw', bad.id);
      expect([...(await harness.store.prove('raw', [good.id, bad.id], { level: 'full' })).keys()]).toEqual([
        bad.id,
      ]);
    });

    it('has nothing to say of an empty layer', async () => {
      expect(findings(await all(harness.store.verify('archive', 'all')))).toEqual([]);
      expect(await all(harness.store.check('archive'))).toEqual([]);
    });

    it('stops when it is told to', async () => {
      await store(harness.store, 'raw', randomBlob(LARGE), record('page'));
      const verifying = all(harness.store.verify('raw', 'all', { signal: AbortSignal.abort() }));
      await expect(verifying).rejects.toMatchObject({ code: 'interrupted' });
    });

    it('finds one flipped byte of any kind of object, and no read returns it', async () => {
      if (harness.flip === undefined) return;
      for (const sample of [randomBlob(700), randomBlob(LARGE), record('a page of records')]) {
        const neighbour = randomBlob(300);
        await store(harness.store, 'raw', sample, neighbour);
        await harness.flip('raw', sample.id);
        const again = await harness.again();
        for (const each of [harness.store, again]) {
          const damaged = {
            kind: 'damaged',
            id: sample.id,
            found: expect.stringMatching(/^[0-9a-f]{64}$/),
            where: expect.stringMatching(/^raw\/(?:blobs|packs)\//),
          };
          expect(findings(await all(each.verify('raw', [sample.id, neighbour.id])))).toEqual([damaged]);
          expect(findings(await all(each.verify('raw', 'all')))).toContainEqual(damaged);
          const refused = expect.objectContaining({
            code: 'object-damaged',
            data: expect.objectContaining({ id: sample.id }),
          });
          await expect(each.read('raw', sample.id)).rejects.toEqual(refused);
          await expect(each.get('raw', sample.id).then(collect)).rejects.toEqual(refused);
          expectBytes(await each.read('raw', neighbour.id), neighbour.bytes);
        }
        expect(hexOf(sample.id)).toHaveLength(64);
        await again.close();
      }
    });
  });
}
