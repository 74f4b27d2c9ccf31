import { afterEach, beforeEach, expect, it } from 'vitest';
import type { Layer } from '../../../src/records/layers.ts';
import { openBucketIndex } from '../../../src/store/s3/bucket-index.ts';
import { connectS3 } from '../../../src/store/s3/connect-s3.ts';
import { openS3Store } from '../../../src/store/s3/open-s3-store.ts';
import type { StoreIndex } from '../../../src/store/s3/store-index.ts';
import { all, expectBytes, randomBlob, record, rows, type Sample, store } from '../conformance/harness.ts';
import { onEachServer } from './on-each-server.ts';
import { type S3Harness, s3Harness } from './s3-harness.ts';

onEachServer('an index read from the buckets', (server) => {
  let harness: S3Harness;
  beforeEach(async () => {
    harness = await s3Harness(server());
  });
  afterEach(() => harness.remove());

  const told = async (index: StoreIndex, layer: Layer) => {
    const files = await rows(index.files(layer));
    return Promise.all(
      files.map(async ({ kind, key, size, versionId }) => {
        const objects = await index.objects(layer, { kind, key, size, versionId, proved: false } as never);
        const sorted = [...objects].sort((a, b) => (a.id < b.id ? -1 : 1));
        return { kind, key, size, versionId, objects: sorted };
      }),
    );
  };

  it('says what the one that was written along says, and reads a store by itself', {
    timeout: 300_000,
  }, async () => {
    const samples: Sample[] = [];
    for (const layer of ['raw', 'processed'] as const) {
      for (let round = 0; round < 6; round++) {
        const some = Array.from({ length: 1 + Math.floor(Math.random() * 400) }, (_, n) =>
          n % 2 === 0 ? randomBlob(Math.floor(Math.random() * 2000)) : record(`${layer} ${round} ${n}`),
        );
        await store(harness.store, layer, ...some, ...(round % 3 === 0 ? [randomBlob(5 * 1024 * 1024)] : []));
        if (layer === 'raw') samples.push(...some);
      }
    }
    const requests = await connectS3({ address: harness.address, credentials: server().credentials });
    const index = openBucketIndex(requests);
    for (const layer of ['raw', 'processed', 'curated'] as const) {
      expect(await told(index, layer)).toEqual(await told(harness.index, layer));
      const contents = await all(index.contents(layer));
      expect(contents).toHaveLength((await rows(harness.index.files(layer))).length);
    }
    requests.close();

    const { address, scratch } = harness;
    const reader = await openS3Store({
      address,
      credentials: server().credentials,
      index: openBucketIndex,
      scratch,
    });
    const ids = samples.map(({ id }) => id);
    const found = new Map((await rows(reader.readMany('raw', ids))).map(({ id, bytes }) => [id, bytes]));
    for (const { id, bytes } of samples) expectBytes(found.get(id), bytes);
    expect(await reader.missing('raw', [...ids, record('lacking').id])).toEqual(
      new Set([record('lacking').id]),
    );
    expect(await all(reader.check('raw'))).toEqual([]);
    await reader.close();
  });

  it('tells of a pack that is none, and goes on', async () => {
    await store(harness.store, 'raw', record('good'));
    const key = 'ab'.padEnd(64, '0');
    await harness.overwrite('raw', { kind: 'pack', key, size: 5, proved: true }, Buffer.from('junk!'));
    const requests = await connectS3({ address: harness.address, credentials: server().credentials });
    const contents = await all(openBucketIndex(requests).contents('raw'));
    requests.close();
    expect(contents).toHaveLength(2);
    expect(contents).toContainEqual({
      file: expect.objectContaining({ key }),
      reason: 'shorter than a footer',
    });
  });
});
