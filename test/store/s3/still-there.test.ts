import { afterEach, beforeEach, expect, it } from 'vitest';
import type { ObjectId } from '../../../src/records/ids.ts';
import { randomBlob, store } from '../conformance/harness.ts';
import { onEachServer } from './on-each-server.ts';
import { type S3Harness, s3Harness } from './s3-harness.ts';

onEachServer('what was proved and is looked for again', (server) => {
  let harness: S3Harness;
  beforeEach(async () => {
    harness = await s3Harness(server());
  });
  afterEach(() => harness.remove());

  const samples = Array.from({ length: 20 }, () => randomBlob(700));
  const ids = samples.map(({ id }) => id);
  const fileOf = async (id: ObjectId) => {
    const found = (await harness.index.locate('processed', [id])).get(id);
    if (found === undefined) throw new Error('it is not there');
    return found.file;
  };

  it('is there while its file is, without a look at each', async () => {
    await store(harness.store, 'processed', ...samples);
    const before = harness.store.requests;
    expect(await harness.store.prove('processed', ids)).toEqual(new Map());
    // One HEAD, and the pack's own index.
    expect(harness.store.requests - before).toBe(2);
    const other = randomBlob(700).id;
    expect(await harness.store.missing('processed', [...ids, other])).toEqual(new Set([other]));
  });

  it('is missing once its file is, all of it', async () => {
    await store(harness.store, 'processed', ...samples);
    await harness.store.prove('processed', ids);
    const { kind, key } = await fileOf(ids[0] as ObjectId);
    await harness.index.note('processed', [{ kind, key, lost: true }]);
    expect(await harness.store.missing('processed', ids)).toEqual(new Set(ids));
  });

  it('does not count because one of it lies elsewhere', async () => {
    await store(harness.store, 'processed', ...samples);
    await harness.store.prove('processed', ids);
    const { kind, key } = await fileOf(ids[0] as ObjectId);
    await harness.index.note('processed', [{ kind, key, lost: true }]);
    await store(await harness.again(), 'processed', samples[0] as (typeof samples)[number]);
    expect(await harness.store.missing('processed', ids)).toEqual(new Set(ids.slice(1)));
  });
});
