import { randomBytes } from 'node:crypto';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { blobIdOf } from '../../src/records/ids.ts';
import type { Session } from '../../src/store/contract.ts';
import { openMemoryStore } from '../../src/store/memory/open-memory-store.ts';
import { openSource, type Source } from '../../src/sync/open-source.ts';
import { takeObjects } from '../../src/sync/take-objects.ts';
import { onEachServer } from '../store/s3/on-each-server.ts';
import { removeBucket, type S3Harness, s3Harness } from '../store/s3/s3-harness.ts';

const LARGE = 5 * 1024 * 1024;

onEachServer('objects that change once they are hashed', (server) => {
  let harness: S3Harness;
  let bucket = '';
  let source: Source;
  beforeEach(async () => {
    harness = await s3Harness(server());
    bucket = `c${randomBytes(5).toString('hex')}`;
    await harness.s3.createBucket({ Bucket: bucket });
    const { endpoint, credentials } = server();
    const keys = `${credentials.accessKeyId}:${credentials.secretAccessKey}`;
    source = await openSource(`s3://${keys}@${bucket}/run/?endpoint=${endpoint}`);
  });
  afterEach(async () => {
    source.close();
    await removeBucket(harness.s3, bucket);
    await harness.remove();
  });

  const put = (bytes: Buffer) => harness.s3.putObject({ Bucket: bucket, Key: 'run/a', Body: bytes });

  /** Takes what is there into a session, while somebody puts other bytes there as soon as they were read once. */
  async function takeChanging(session: Session) {
    const changing: Source = {
      ...source,
      read: async (object, options) => {
        const read = await source.read(object, options);
        const bytes = async function* () {
          yield* read.bytes;
          await put(randomBytes(LARGE));
        };
        return { ...read, bytes: bytes() };
      },
    };
    try {
      const target = {
        session,
        lacking: async (ids: readonly ReturnType<typeof blobIdOf>[]) => new Set(ids),
      };
      const taken = await takeObjects(changing, await source.list(), target, {});
      await session.flush();
      return taken;
    } finally {
      await session.close();
    }
  }

  it.each(['copied', 'streamed'] as const)('are refused by name where they are %s', async (how) => {
    const bytes = randomBytes(LARGE);
    await put(bytes);
    const store = how === 'copied' ? harness.store : openMemoryStore();
    const taking = takeChanging(await store.session('processed'));
    await expect(taking).rejects.toMatchObject({ code: 'file-changed', data: { path: 'run/a' } });
    expect((await store.missing('processed', [blobIdOf(bytes)])).size).toBe(1);
  });

  it('are what was read where the bucket keeps versions', async () => {
    const VersioningConfiguration = { Status: 'Enabled' as const };
    await harness.s3.putBucketVersioning({ Bucket: bucket, VersioningConfiguration });
    const bytes = randomBytes(LARGE);
    await put(bytes);
    const [taken] = await takeChanging(await harness.store.session('processed'));
    expect(taken).toMatchObject({ path: 'a', blob: blobIdOf(bytes), size: LARGE });
    expect(taken?.expected.from).toMatch(/^s3:\/\/.*\/run\/a\?versionId=/);
    expect(bytes.equals((await harness.store.read('processed', blobIdOf(bytes))) ?? Buffer.alloc(0))).toBe(
      true,
    );
  });
});
