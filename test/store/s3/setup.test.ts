import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { S3 } from '@aws-sdk/client-s3';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { LAYERS } from '../../../src/records/layers.ts';
import { connectS3 } from '../../../src/store/s3/connect-s3.ts';
import { openS3Store } from '../../../src/store/s3/open-s3-store.ts';
import { probeBuckets } from '../../../src/store/s3/probe/probe-buckets.ts';
import { bucketOf, parseS3Address, type S3Address } from '../../../src/store/s3/s3-address.ts';
import { placeOfFile } from '../../../src/store/s3/s3-layout.ts';
import type { S3Requests } from '../../../src/store/s3/s3-requests.ts';
import { type SetupOptions, setupBuckets } from '../../../src/store/s3/setup-buckets.ts';
import { all, randomBlob, store } from '../conformance/harness.ts';
import { MemoryIndex } from './memory-index.ts';
import { onEachServer } from './on-each-server.ts';
import { removeBucket } from './s3-harness.ts';

const DAY_MS = 24 * 3600 * 1000;
/** MinIO ends stale uploads by itself, and has no rules for it. */
const isAboutUploads = ({ what }: { readonly what: string }) => what === 'stale-uploads';

onEachServer('buckets that dlake sets up', (server) => {
  let address: S3Address;
  let s3: S3;
  let requests: S3Requests;
  let scratch: string;
  beforeEach(async () => {
    const { endpoint, credentials } = server();
    address = parseS3Address(`s3://s${randomBytes(5).toString('hex')}-{layer}?endpoint=${endpoint}`);
    s3 = new S3({
      endpoint,
      credentials,
      region: 'us-east-1',
      forcePathStyle: true,
      requestChecksumCalculation: 'WHEN_REQUIRED',
    });
    requests = await connectS3({ address, credentials });
    scratch = mkdtempSync(join(tmpdir(), 'dlake-s3-'));
  });
  afterEach(async () => {
    requests.close();
    for (const layer of LAYERS) await removeBucket(s3, bucketOf(address, layer)).catch(() => undefined);
    s3.destroy();
    rmSync(scratch, { recursive: true });
  });

  const setup = (options?: SetupOptions) => all(setupBuckets(requests, options));
  const states = (steps: readonly { readonly state: string }[]) => [
    ...new Set(steps.map(({ state }) => state)),
  ];
  const open = async (index = new MemoryIndex()) => ({
    index,
    store: await openS3Store({ address, credentials: server().credentials, index, scratch }),
  });

  it('are planned, made, and left alone the next time', async () => {
    expect(states(await setup({ dryRun: true }))).toEqual(['planned']);
    await expect(s3.headBucket({ Bucket: bucketOf(address, 'raw') })).rejects.toThrow();
    const made = await setup();
    expect(made.filter(({ state }) => state !== 'done').every(isAboutUploads)).toBe(true);
    expect(states((await setup()).filter((step) => !isAboutUploads(step)))).toEqual(['there']);
    expect(await setup({ lockDays: 30, dryRun: true })).toContainEqual(
      expect.objectContaining({
        layer: 'raw',
        what: 'retention',
        state: 'planned',
        value: '30 days GOVERNANCE',
      }),
    );
    const { Rules = [] } = await s3.getBucketLifecycleConfiguration({ Bucket: bucketOf(address, 'archive') });
    const expiring = Rules.filter(({ Expiration }) => Expiration !== undefined);
    expect(expiring).toHaveLength(1);
    expect(expiring[0]).toMatchObject({
      Status: 'Enabled',
      Filter: { Prefix: 'expired/' },
      Expiration: { Days: 180 },
    });
  });

  it('keep the rules of others', async () => {
    await setup();
    const Bucket = bucketOf(address, 'archive');
    const { Rules = [] } = await s3.getBucketLifecycleConfiguration({ Bucket });
    const theirs = {
      ID: 'theirs',
      Status: 'Enabled',
      Filter: { Prefix: 'theirs/' },
      Expiration: { Days: 3 },
    } as const;
    await s3.putBucketLifecycleConfiguration({
      Bucket,
      LifecycleConfiguration: { Rules: [...Rules, theirs] },
    });
    expect(await setup()).toContainEqual(expect.objectContaining({ what: 'expired', state: 'there' }));
    const again = await setup({ archiveDays: 90 });
    expect(again).toContainEqual(expect.objectContaining({ what: 'expired', state: 'done' }));
    const now = await s3.getBucketLifecycleConfiguration({ Bucket });
    const days = now.Rules?.filter(({ Expiration }) => Expiration).map(({ ID, Expiration }) => [
      ID,
      Expiration?.Days,
    ]);
    expect(days?.sort()).toEqual([
      ['dlake-archive-expired', 90],
      ['theirs', 3],
    ]);
  });

  it('are found good by a probe, which leaves nothing; what would eat live data is told', async () => {
    await setup();
    const findings = await all(probeBuckets(requests));
    expect(findings.filter(({ state }) => state === 'bad')).toEqual([]);
    expect(new Set(findings.map(({ what }) => what)).size).toBe(11);
    const { Versions = [] } = await s3.listObjectVersions({ Bucket: bucketOf(address, 'processed') });
    expect(Versions).toEqual([]);
    const eater = {
      ID: 'eater',
      Status: 'Enabled',
      Filter: { Prefix: 'pa' },
      Expiration: { Days: 3 },
    } as const;
    const Bucket = bucketOf(address, 'curated');
    await s3.putBucketLifecycleConfiguration({ Bucket, LifecycleConfiguration: { Rules: [eater] } });
    expect(await all(probeBuckets(requests))).toContainEqual(
      expect.objectContaining({
        layer: 'curated',
        what: 'lifecycle',
        state: 'bad',
        facts: { eaters: ['eater: packs/'] },
      }),
    );
  });

  it('that were made without what raw needs are found bad', async () => {
    for (const layer of LAYERS) await s3.createBucket({ Bucket: bucketOf(address, layer) });
    const bad = (await all(probeBuckets(requests))).filter(({ state }) => state === 'bad');
    const named = bad.map(({ layer, what }) => `${layer} ${what}`);
    expect(named).toEqual(
      expect.arrayContaining(['raw object-lock', 'raw default-retention', 'curated versioning']),
    );
  });

  it('keep what is in raw: retention is read back, a version does not go, a marker is seen', async () => {
    await setup({ lockDays: 2 });
    const { store: into, index } = await open();
    for (const sample of [randomBlob(500), randomBlob(5 * 1024 * 1024), randomBlob(17 * 1024 * 1024)]) {
      await store(into, 'raw', sample);
      const file = (await index.locate('raw', [sample.id])).get(sample.id)?.file;
      const left = Date.parse(file?.retainUntil ?? '') - Date.now();
      expect(Math.abs(left - 2 * DAY_MS)).toBeLessThan(DAY_MS / 24);
      expect(file?.versionId).toEqual(expect.any(String));
      if (file === undefined) return;
      const place = placeOfFile(address, 'raw', file);
      await expect(s3.deleteObject({ ...place, VersionId: file.versionId })).rejects.toThrow();
      await s3.deleteObject(place);
      const rows = await all(into.verify('raw', [sample.id]));
      expect(rows.map(({ kind }) => kind)).toEqual(['hidden', 'progress']);
      expect(await into.read('raw', sample.id)).toHaveLength(sample.bytes.length);
    }
    await into.close();
  });

  it('let what is under expired/ go and keep what is live', { timeout: 180_000 }, async () => {
    await setup({ archiveDays: 1 });
    const { store: into } = await open();
    const samples = [randomBlob(500), randomBlob(5 * 1024 * 1024)];
    await store(into, 'archive', ...samples);
    await into.logs.append('archive', 'refs/geo/A', 1, Buffer.from('entry'));
    const Bucket = bucketOf(address, 'archive');
    const gone = { Bucket, Key: 'expired/blobs/ab/abcd' };
    await s3.putObject({ ...gone, Body: 'old' });
    const day = server().lifecycleDay;
    // Where a day is a day the rule has been read back by another test.
    if (day === undefined) return into.close();
    for (let tries = 60; ; tries--) {
      const found = await s3.headObject(gone).catch(() => undefined);
      if (found === undefined) break;
      expect(tries).toBeGreaterThan(0);
      await new Promise((resolve) => setTimeout(resolve, (day * 1000) / 5));
    }
    await new Promise((resolve) => setTimeout(resolve, day * 2000));
    expect(await all(into.verify('archive', 'all'))).toEqual([
      expect.objectContaining({ kind: 'progress', objects: 2 }),
    ]);
    expect(await into.logs.head('archive', 'refs/geo/A')).toBeDefined();
    expect(await all(into.check('archive'))).toEqual([]);
    await into.close();
  });
});
