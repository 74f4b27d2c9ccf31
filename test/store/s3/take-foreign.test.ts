import { randomBytes } from 'node:crypto';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { blobIdOf } from '../../../src/records/ids.ts';
import type { ForeignObject } from '../../../src/store/contract.ts';
import { onEachServer } from './on-each-server.ts';
import { removeBucket, type S3Harness, s3Harness } from './s3-harness.ts';

onEachServer('a blob from elsewhere at the same server', (server) => {
  let harness: S3Harness;
  let bucket = '';
  beforeEach(async () => {
    harness = await s3Harness(server());
    bucket = `f${randomBytes(5).toString('hex')}`;
    await harness.s3.createBucket({ Bucket: bucket });
  });
  afterEach(async () => {
    await removeBucket(harness.s3, bucket);
    await harness.remove();
  });

  async function foreign(key: string, bytes: Buffer): Promise<ForeignObject> {
    const { endpoint } = server();
    const Metadata = { note: 'of somebody else' };
    const put = await harness.s3.putObject({ Bucket: bucket, Key: key, Body: bytes, Metadata });
    const { ETag: etag = '', VersionId: versionId } = put;
    return { endpoint, bucket, key, size: bytes.length, etag, ...(versionId !== undefined && { versionId }) };
  }

  /** What taking a blob from there comes to, and whether it is here then. */
  async function take(bytes: Buffer, from: ForeignObject) {
    const id = blobIdOf(bytes);
    const session = await harness.store.session('processed');
    const taken = await session.takeFrom(id, from);
    await session.flush();
    await session.close();
    const held = (await harness.store.missing('processed', [id])).size === 0;
    const place = (await harness.index.locate('processed', [id])).get(id);
    return {
      taken,
      held,
      file: place?.file,
      read: held ? await harness.store.read('processed', id) : undefined,
    };
  }

  it.each([false, true])('is copied and proved, whatever it is called (versions: %s)', async (versions) => {
    if (versions) {
      const VersioningConfiguration = { Status: 'Enabled' as const };
      await harness.s3.putBucketVersioning({ Bucket: bucket, VersioningConfiguration });
    }
    const bytes = randomBytes(5 * 1024 * 1024);
    const from = await foreign("run 7/größe+1 & 'x'.bam", bytes);
    const { taken, read, file } = await take(bytes, from);
    expect(taken).toBe(true);
    expect(bytes.equals(read ?? Buffer.alloc(0))).toBe(true);
    expect(file?.versionId).toEqual(expect.any(String));
    if (!versions) return;
    // What was put on top since is another version.
    const other = randomBytes(5 * 1024 * 1024);
    const old = await foreign('twice', other);
    await foreign('twice', randomBytes(5 * 1024 * 1024));
    expect(await take(other, old)).toMatchObject({ taken: true, held: true });
  });

  it('is not taken once it is another one, or gone, or was never that', async () => {
    const [bytes, other] = [randomBytes(5 * 1024 * 1024), randomBytes(5 * 1024 * 1024)];
    const from = await foreign('changed', bytes);
    await foreign('changed', other);
    expect(await take(bytes, from)).toMatchObject({ taken: false, held: false });
    const gone = await foreign('gone', bytes);
    await harness.s3.deleteObject({ Bucket: bucket, Key: 'gone' });
    expect(await take(bytes, gone)).toMatchObject({ taken: false, held: false });
    // An ETag that fits proves nothing.
    expect(await take(bytes, await foreign('lies', other))).toMatchObject({ taken: false, held: false });
  });

  it('is not looked for at another server', async () => {
    const bytes = randomBytes(5 * 1024 * 1024);
    const from = await foreign('here', bytes);
    const before = harness.store.requests;
    expect(await take(bytes, { ...from, endpoint: 'http://127.0.0.1:1' })).toMatchObject({ taken: false });
    expect(harness.store.requests).toBe(before);
  });
});
