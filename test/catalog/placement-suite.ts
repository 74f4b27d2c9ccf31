import { sql } from 'kysely';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Catalog } from '../../src/catalog/catalog.ts';
import { listFiles } from '../../src/catalog/list-files.ts';
import { locateObjects } from '../../src/catalog/locate-objects.ts';
import { noteFiles } from '../../src/catalog/note-files.ts';
import { objectsOfFile } from '../../src/catalog/objects-of-file.ts';
import { objectsWithPrefix } from '../../src/catalog/objects-with-prefix.ts';
import { placeFiles } from '../../src/catalog/place-files.ts';
import { isDlakeError } from '../../src/errors.ts';
import { type BlobId, hexOf } from '../../src/records/ids.ts';
import { sha256Hex } from '../../src/records/sha256.ts';
import { sampleBlob, sampleCommit, sampleFile, samplePack } from './sample.ts';

/** What every catalog knows of where objects are. `open` gives a new, empty one. */
export function placementSuite(name: string, open: () => Promise<Catalog>): void {
  describe(`placements on ${name}`, () => {
    let catalog: Catalog;
    beforeAll(async () => {
      catalog = await open();
    });
    afterAll(() => catalog?.close());

    let number = 0;
    let blobs: readonly BlobId[] = [];
    beforeEach(() => {
      number += 1;
      blobs = [1, 2, 3].map((n) => sampleBlob(`${n} of test ${number}`));
    });

    const located = async (ids: readonly BlobId[], layer: 'raw' | 'processed' = 'raw') =>
      (await locateObjects(catalog, layer, ids)).sort((a, b) => (a.id < b.id ? -1 : 1));
    const ask = <T>(text: string) => catalog.run(async (db) => (await sql.raw<T>(text).execute(db)).rows);
    const stateOf = (key: string) => `WHERE key = decode('${key}', 'hex')`;

    it('tells in which file of the layer an object lies', async () => {
      const pack = samplePack(blobs.slice(0, 2), {
        versionId: 'v-1',
        retainUntil: '2027-01-01T00:00:00.500Z',
      });
      const large = sampleFile(blobs[2]!, 5_000_000_000);
      await placeFiles(catalog, 'raw', [pack, large]);
      const { objects: _, ...packFile } = pack;
      const { objects: __, ...largeFile } = large;
      expect(await located(blobs)).toEqual(
        [
          { id: blobs[0], file: { ...packFile, proved: true }, offset: 0, length: 100 },
          { id: blobs[1], file: { ...packFile, proved: true }, offset: 100, length: 100 },
          { id: blobs[2], file: { ...largeFile, proved: true }, offset: 0, length: 5_000_000_000 },
        ].sort((a, b) => (a.id! < b.id! ? -1 : 1)),
      );
      expect(await located(blobs, 'processed')).toEqual([]);
      expect(await located([sampleBlob('nowhere')])).toEqual([]);
      expect(await located([])).toEqual([]);
    });

    it('tells an object once, wherever it lies', async () => {
      const [one, other] = [samplePack(blobs), samplePack([...blobs, sampleBlob('more')])];
      await placeFiles(catalog, 'raw', [one, other, sampleFile(blobs[0]!, 100)]);
      expect((await located(blobs)).map(({ id }) => id)).toEqual(blobs.toSorted());
      await noteFiles(catalog, 'raw', [{ ...one, lost: true }]);
      const found = await located(blobs);
      expect(found.map(({ id }) => id)).toEqual(blobs.toSorted());
      expect(found.map(({ file }) => file.key)).not.toContain(one.key);
    });

    it('can be told the same again, and refuses another size', async () => {
      const pack = samplePack(blobs);
      await placeFiles(catalog, 'raw', [pack]);
      await placeFiles(catalog, 'raw', [pack]);
      expect(await objectsOfFile(catalog, 'raw', pack)).toEqual(pack.objects);
      const fresh = sampleFile(sampleBlob(`fresh ${number}`), 1);
      await expect(placeFiles(catalog, 'raw', [fresh, { ...pack, size: 1 }])).rejects.toSatisfy(
        (error) =>
          isDlakeError(error, 'store-damaged') &&
          error.data.where === `raw/packs/${pack.key.slice(0, 2)}/${pack.key}`,
      );
      expect(await objectsOfFile(catalog, 'raw', fresh)).toEqual([]);
    });

    it('adds nothing to what lies in a file that is known', async () => {
      const pack = samplePack(blobs.slice(0, 1));
      await placeFiles(catalog, 'raw', [pack]);
      const lie = { id: blobs[1]!, offset: 0, length: 100 };
      await placeFiles(catalog, 'raw', [{ ...pack, objects: [...pack.objects, lie] }]);
      expect(await located(blobs.slice(1))).toEqual([]);
      expect(await objectsOfFile(catalog, 'raw', pack)).toEqual(pack.objects);
    });

    it('keeps what is found out about a file', async () => {
      const pack = samplePack(blobs, { versionId: 'v-1' });
      await placeFiles(catalog, 'raw', [pack]);
      const retainUntil = '2027-03-01T00:00:00.000Z';
      await noteFiles(catalog, 'raw', [
        { kind: 'pack', key: pack.key, retainUntil, proved: true },
        { kind: 'pack', key: sha256Hex('never placed'), lost: true },
      ]);
      const [found] = await located(blobs);
      expect(found?.file).toMatchObject({ versionId: 'v-1', retainUntil });
      const [file] = (await allFiles(catalog)).filter(({ key }) => key === pack.key);
      expect(file).toMatchObject({ state: 'live', retainUntil, placedBy: expect.any(String) });
      expect(file?.verifiedAt).toMatch(/^20\d\d-.*Z$/);
      await noteFiles(catalog, 'raw', [{ kind: 'pack', key: pack.key, lost: true }]);
      expect(await located(blobs)).toEqual([]);
      await noteFiles(catalog, 'raw', [{ kind: 'pack', key: pack.key, lost: false, versionId: 'v-2' }]);
      expect((await located(blobs))[0]?.file).toMatchObject({ versionId: 'v-2', retainUntil });
    });

    it('has a file that was lost back when it is placed again, as it is now', async () => {
      const pack = samplePack(blobs, { versionId: 'v-1', retainUntil: '2027-01-01T00:00:00.000Z' });
      await placeFiles(catalog, 'raw', [pack]);
      await noteFiles(catalog, 'raw', [{ ...pack, proved: true, lost: true }]);
      await placeFiles(catalog, 'raw', [{ ...pack, versionId: 'v-2', retainUntil: undefined }]);
      const [found] = await located(blobs);
      expect(found?.file).toEqual({
        kind: 'pack',
        key: pack.key,
        size: pack.size,
        versionId: 'v-2',
        proved: true,
      });
      const [file] = (await allFiles(catalog)).filter(({ key }) => key === pack.key);
      expect(file?.verifiedAt).toBeUndefined();
    });

    it('revives what is quarantined, and leaves what is being deleted', async () => {
      const [one, other] = [samplePack(blobs.slice(0, 1)), samplePack(blobs.slice(1, 2))];
      await placeFiles(catalog, 'raw', [one, other]);
      await ask(`UPDATE dlake.placements SET state = 'quarantined', lease_until = now() ${stateOf(one.key)}`);
      await ask(`UPDATE dlake.placements SET state = 'deleting' ${stateOf(other.key)}`);
      expect((await locateObjects(catalog, 'raw', blobs, { lease: 0 })).map(({ id }) => id)).toEqual([
        blobs[0],
      ]);
      const row = `SELECT state, lease_until > now() + interval '50 minutes' AS leased FROM dlake.placements`;
      expect(await ask(`${row} ${stateOf(one.key)}`)).toEqual([{ state: 'quarantined', leased: false }]);
      expect((await located(blobs)).map(({ id }) => id)).toEqual([blobs[0]]);
      expect(await ask(`${row} ${stateOf(one.key)}`)).toEqual([{ state: 'live', leased: true }]);
      expect(await ask(`${row} ${stateOf(other.key)}`)).toEqual([{ state: 'deleting', leased: true }]);
      await placeFiles(catalog, 'raw', [other]);
      expect((await located(blobs)).length).toBe(2);
    });

    it('leases anew only what has less than half of its lease left', async () => {
      const pack = samplePack(blobs);
      await placeFiles(catalog, 'raw', [pack], { lease: 40_000 });
      const until = async () =>
        (
          await ask<{ t: string }>(`SELECT lease_until::text AS t FROM dlake.placements ${stateOf(pack.key)}`)
        )[0]?.t;
      const first = await until();
      await locateObjects(catalog, 'raw', blobs, { lease: 60_000 });
      expect(await until()).toBe(first);
      await locateObjects(catalog, 'raw', blobs, { lease: 120_000 });
      expect(await until()).not.toBe(first);
    });

    it('lists files by kind and key, page by page', async () => {
      const files = blobs.flatMap((blob) => [samplePack([blob]), sampleFile(blob, 7)]);
      await placeFiles(catalog, 'archive', files);
      const keys = [];
      for (let after: { kind: 'blob' | 'pack'; key: string } | undefined; ; ) {
        const page = await listFiles(catalog, 'archive', after, 2);
        if (page.length === 0) break;
        keys.push(...page.map(({ kind, key }) => `${kind}/${key}`));
        after = page.at(-1);
      }
      expect(keys).toEqual(files.map(({ kind, key }) => `${kind}/${key}`).sort());
    });

    it('finds objects by the beginning of their digest, each once', async () => {
      const blob = sampleBlob(`prefix ${number}`);
      const record = samplePack([sampleCommit({ dataset: `lab/${number}` }).id]);
      await placeFiles(catalog, 'curated', [samplePack([blob, ...blobs]), sampleFile(blob, 7), record]);
      expect(await objectsWithPrefix(catalog, 'curated', hexOf(blob).slice(0, 12), 5)).toEqual([blob]);
      const all = await objectsWithPrefix(catalog, 'curated', '', 100);
      expect(all).toEqual([...[blob, ...blobs].toSorted(), ...record.objects.map(({ id }) => id)]);
      expect(await objectsWithPrefix(catalog, 'curated', '', 2)).toEqual(all.slice(0, 2));
      expect(await objectsWithPrefix(catalog, 'processed', '', 5)).toEqual([]);
    });

    it('takes and finds twenty thousand objects', async () => {
      const many = Array.from({ length: 20_000 }, (_, n) => sampleBlob(`${number}/${n}`));
      const packs = Array.from({ length: 4 }, (_, n) => samplePack(many.slice(n * 5000, (n + 1) * 5000)));
      const start = performance.now();
      await placeFiles(catalog, 'raw', packs);
      const placed = performance.now();
      const found = await locateObjects(catalog, 'raw', many);
      const [placing, locating] = [placed - start, performance.now() - placed].map(Math.round);
      process.stdout.write(`${name}: 20,000 objects placed in ${placing} ms, located in ${locating} ms\n`);
      expect(new Set(found.map(({ id }) => id))).toEqual(new Set(many));
    });
  });
}

const allFiles = (catalog: Catalog) => listFiles(catalog, 'raw', undefined, 10_000);
