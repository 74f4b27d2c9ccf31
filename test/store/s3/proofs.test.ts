import { afterEach, beforeEach, expect, it } from 'vitest';
import { type BlobId, hexOf } from '../../../src/records/ids.ts';
import { placeOfFile } from '../../../src/store/s3/s3-layout.ts';
import type { StoredFile } from '../../../src/store/s3/store-index.ts';
import { all, randomBlob, type Sample, store } from '../conformance/harness.ts';
import { onEachServer } from './on-each-server.ts';
import { patternId, patternPieces } from './pattern.ts';
import { type S3Harness, s3Harness } from './s3-harness.ts';

const LARGE = 5 * 1024 * 1024;
const IN_PARTS = 20 * 1024 * 1024;

onEachServer('what another actor placed', (server) => {
  let harness: S3Harness;
  beforeEach(async () => {
    harness = await s3Harness(server());
  });
  afterEach(() => harness.remove());

  /** Stores an object and has the index say that another one did. */
  const placedByOther = async (sample: Sample): Promise<StoredFile> => {
    await store(harness.store, 'processed', sample);
    return doubted(sample.id as BlobId);
  };
  const doubted = async (id: BlobId): Promise<StoredFile> => {
    const found = (await harness.index.locate('processed', [id])).get(id);
    if (found === undefined) throw new Error('it is not there');
    const file = { ...found.file, proved: false };
    const objects = await harness.index.objects('processed', file);
    await harness.index.place('processed', [{ ...file, objects }]);
    return file;
  };
  const fileOf = async (id: BlobId) => (await harness.index.locate('processed', [id])).get(id)?.file;

  it('is proved once, by one request for each file and one for what a pack holds', async () => {
    for (const [sample, requests] of [
      [randomBlob(700), 2],
      [randomBlob(LARGE), 1],
    ] as const) {
      await placedByOther(sample);
      const other = await harness.again();
      expect(await other.missing('processed', [sample.id])).toEqual(new Set());
      expect(other.requests).toBe(requests);
      expect(await other.missing('processed', [sample.id])).toEqual(new Set());
      expect(other.requests).toBe(requests);
      expect(await fileOf(sample.id)).toMatchObject({ proved: true });
    }
  });

  it('does not count when it has other bytes or another length, and is sent again', async () => {
    for (const length of [700, LARGE]) {
      for (const wrong of [Buffer.alloc(length + 1000), undefined]) {
        const sample = randomBlob(length);
        const file = await placedByOther(sample);
        const versionId = await harness.overwrite('processed', file, wrong ?? Buffer.alloc(file.size, 'x'));
        await harness.index.note('processed', [{ ...nameOf(file), versionId: versionId as string }]);
        const other = await harness.again();
        expect(await other.missing('processed', [sample.id])).toEqual(new Set([sample.id]));
        expect(await fileOf(sample.id)).toBeUndefined();
        await store(other, 'processed', sample);
        expect(await other.missing('processed', [sample.id])).toEqual(new Set());
        expect(await all(other.verify('processed', [sample.id]))).toEqual([
          { kind: 'progress', objects: 1, bytes: length },
        ]);
      }
    }
  });

  it('does not count when the pack is whole and does not hold it', async () => {
    const [there, lied] = [randomBlob(700), randomBlob(700)];
    const file = await placedByOther(there);
    const objects = await harness.index.objects('processed', file);
    const other = await harness.again();
    const row = { id: lied.id, offset: 0, length: 700 };
    await harness.index.note('processed', [{ ...nameOf(file), lost: true }]);
    await harness.index.place('processed', [{ ...file, objects: [...objects, row] }]);
    expect(await other.missing('processed', [lied.id])).toEqual(new Set([lied.id]));
  });

  it('that was never uploaded does not count', async () => {
    const { id } = randomBlob(LARGE);
    const file = { kind: 'blob', key: hexOf(id), size: LARGE, proved: false } as const;
    await harness.index.place('processed', [{ ...file, objects: [{ id, offset: 0, length: LARGE }] }]);
    expect(await harness.store.missing('processed', [id])).toEqual(new Set([id]));
  });

  it('counts by its version when a delete marker hides it, which verify tells', async () => {
    for (const sample of [randomBlob(700), randomBlob(LARGE)]) {
      const file = await placedByOther(sample);
      await harness.s3.deleteObject(placeOfFile(harness.address, 'processed', file));
      const other = await harness.again();
      expect(await other.missing('processed', [sample.id])).toEqual(new Set());
      for (const level of ['exists', 'checksum', 'full'] as const) {
        const where = `processed/${file.kind}s/${file.key.slice(0, 2)}/${file.key}`;
        expect(await all(other.verify('processed', [sample.id], { level }))).toEqual([
          { kind: 'hidden', where },
          { kind: 'progress', objects: 1, bytes: sample.bytes.length },
        ]);
        expect(await all(other.check('processed'))).toContainEqual({
          where,
          reason: 'a delete marker hides it',
        });
      }
    }
  });

  it('in parts is proved by our own bytes, or by reading it', async () => {
    const id = patternId(IN_PARTS);
    const session = await harness.store.session('processed');
    await session.putStream(id, patternPieces(IN_PARTS));
    await session.flush();
    await session.close();
    for (const own of [true, false]) {
      await doubted(id);
      const other = await harness.again();
      const bytesOf = async () => (own ? patternPieces(IN_PARTS) : undefined);
      expect(await other.missing('processed', [id], { bytesOf })).toEqual(new Set());
      expect(other.requests).toBe(own ? 1 : 2);
    }
    // Bytes of ours that are not those at the server prove nothing against it.
    await doubted(id);
    const other = await harness.again();
    const bytesOf = async () => patternPieces(IN_PARTS - 1);
    expect(await other.missing('processed', [id], { bytesOf })).toEqual(new Set());
  });

  it('is looked at as closely as asked', async () => {
    const sample = randomBlob(LARGE);
    const file = await placedByOther(sample);
    const wrong = Buffer.from(sample.bytes);
    wrong[9] = (wrong[9] as number) ^ 1;
    const versionId = (await harness.overwrite('processed', file, wrong)) as string;
    await harness.index.note('processed', [{ ...nameOf(file), versionId, proved: true }]);
    const kinds = async (level: 'exists' | 'checksum' | 'full') =>
      (await all(harness.store.verify('processed', 'all', { level }))).map(({ kind }) => kind);
    expect(await kinds('exists')).toEqual(['progress']);
    expect(await kinds('checksum')).toEqual(['damaged', 'progress']);
    expect(await kinds('full')).toEqual(['damaged', 'progress']);
  });
});

const nameOf = ({ kind, key }: StoredFile) => ({ kind, key });
