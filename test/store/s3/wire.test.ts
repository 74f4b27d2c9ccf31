import { afterEach, beforeEach, expect, it } from 'vitest';
import { openS3Store } from '../../../src/store/s3/open-s3-store.ts';
import { parseS3Address } from '../../../src/store/s3/s3-address.ts';
import type { S3Store } from '../../../src/store/s3/s3-store.ts';
import { type FlakyProxy, flakyProxy, type Mischief } from '../../servers/flaky-proxy.ts';
import { all, collect, expectBytes, randomBlob, store } from '../conformance/harness.ts';
import { onEachServer } from './on-each-server.ts';
import { type S3Harness, s3Harness } from './s3-harness.ts';

const LARGE = 20 * 1024 * 1024;
const MIB = 1024 * 1024;

onEachServer('a bad wire', (server) => {
  let harness: S3Harness;
  let proxy: FlakyProxy;
  let flaky: S3Store;
  beforeEach(async () => {
    harness = await s3Harness(server());
    proxy = await flakyProxy(server().endpoint);
    const address = parseS3Address(harness.address.redacted.replace(server().endpoint, proxy.endpoint));
    const { index, scratch } = harness;
    flaky = await openS3Store({
      address,
      credentials: server().credentials,
      index,
      scratch,
      stalledMs: 2000,
    });
  });
  afterEach(async () => {
    await flaky.close();
    await proxy.close();
    await harness.remove();
  });

  const survives = async (...plan: readonly Mischief[]) => {
    for (const length of [2 * MIB, LARGE]) {
      const sample = randomBlob(length);
      proxy.plan(...plan);
      const before = proxy.done;
      await store(flaky, 'raw', sample);
      expectBytes(await collect(await flaky.get('raw', sample.id)), sample.bytes);
      expect(proxy.done - before).toBe(plan.length);
      expect(await harness.store.missing('raw', [sample.id])).toEqual(new Set());
      expect((await all(harness.store.verify('raw', [sample.id]))).map(({ kind }) => kind)).toEqual([
        'progress',
      ]);
    }
  };

  it('that flips a bit of what is sent is noticed by the server, and it is sent again', () =>
    survives({ kind: 'flip', direction: 'up', at: MIB }));

  it('that is cut while bytes go up is used again', () =>
    survives({ kind: 'cut', direction: 'up', at: MIB }));

  it('that stalls is given up and used again', () =>
    survives({ kind: 'stall', direction: 'up', at: MIB }, { kind: 'stall', direction: 'down', at: MIB }));

  it('that is cut before the answer comes leaves one version, which counts', async () => {
    const sample = randomBlob(2 * MIB);
    proxy.plan({ kind: 'cut', direction: 'down', at: 0 });
    await store(flaky, 'raw', sample);
    expect(proxy.done).toBe(1);
    const file = (await harness.index.locate('raw', [sample.id])).get(sample.id)?.file;
    const { Versions = [] } = await harness.s3.listObjectVersions({
      Bucket: `${harness.address.bucket.replace('{layer}', 'raw')}`,
    });
    expect(Versions.map(({ VersionId }) => VersionId)).toEqual([file?.versionId]);
  });

  it('that is cut while bytes come down goes on where it was', async () => {
    const sample = randomBlob(LARGE);
    await store(harness.store, 'raw', sample);
    proxy.plan({ kind: 'cut', direction: 'down', at: 3 * MIB }, { kind: 'cut', direction: 'down', at: MIB });
    expectBytes(await collect(await flaky.get('raw', sample.id)), sample.bytes);
    expect(proxy.done).toBe(2);
  });

  it('that flips a bit of what comes down is damage, and never good bytes', async () => {
    const sample = randomBlob(LARGE);
    await store(harness.store, 'raw', sample);
    proxy.plan({ kind: 'flip', direction: 'down', at: MIB });
    const refused = expect.objectContaining({ code: 'object-damaged' });
    await expect(flaky.get('raw', sample.id).then(collect)).rejects.toEqual(refused);
  });

  it('gives up when nobody is there any more, and says where', { timeout: 300_000 }, async () => {
    const sample = randomBlob(100);
    await store(harness.store, 'raw', sample);
    await proxy.close();
    await expect(flaky.read('raw', sample.id)).rejects.toMatchObject({
      code: 'remote-unreachable',
      data: { address: proxy.endpoint },
    });
  });

  it('appends an entry once, though its answer was lost', async () => {
    proxy.plan({ kind: 'cut', direction: 'down', at: 0 });
    expect(await flaky.logs.append('raw', 'refs/geo/A', 1, Buffer.from('entry'))).toBe(true);
    expect(await flaky.logs.append('raw', 'refs/geo/A', 1, Buffer.from('entry'))).toBe(false);
    expect(proxy.done).toBe(1);
  });
});
