import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { S3 } from '@aws-sdk/client-s3';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { LAYERS, type Layer } from '../../src/records/layers.ts';
import { ROLES, type Role, rolePolicy } from '../../src/store/s3/role-policy.ts';
import { parseS3Address } from '../../src/store/s3/s3-address.ts';
import { addLogin } from '../servers/central.ts';
import { sessionKeys } from '../servers/session-keys.ts';
import { Lab } from './lab.ts';
import { withCentral } from './with-central.ts';

withCentral('the policies that setup prints', (places) => {
  const clients = new Map<Role, S3>();
  const env = new Map<Role, Readonly<Record<string, string>>>();
  beforeAll(async () => {
    const { minio, servers } = places();
    const address = parseS3Address(servers.place.store);
    for (const role of ROLES) {
      const credentials = await sessionKeys(minio, rolePolicy(address, role));
      const { endpoint } = minio;
      clients.set(
        role,
        new S3({ endpoint, credentials, region: 'us-east-1', forcePathStyle: true, maxAttempts: 2 }),
      );
      env.set(role, {
        AWS_ACCESS_KEY_ID: credentials.accessKeyId,
        AWS_SECRET_ACCESS_KEY: credentials.secretAccessKey,
        AWS_SESSION_TOKEN: credentials.sessionToken,
      });
    }
  });
  afterAll(() => {
    for (const s3 of clients.values()) s3.destroy();
  });

  const as = (role: Role) => clients.get(role) as S3;
  const at = (layer: Layer, Key = 'blobs/00/trial') => ({ Bucket: places().servers.bucket(layer), Key });
  /** `yes`, or what the server says no with. */
  const says = (request: Promise<unknown>) =>
    request.then(
      () => 'yes',
      (error: Error) => error.name,
    );

  it.each([
    ['reader', []],
    ['contributor', ['raw', 'processed']],
    ['curator', LAYERS],
  ] as const)('let a %s put into %j', async (role, layers) => {
    for (const layer of LAYERS) {
      const expected = (layers as readonly Layer[]).includes(layer) ? 'yes' : 'AccessDenied';
      const Key = `blobs/00/by-${role}`;
      expect(await says(as(role).putObject({ ...at(layer, Key), Body: 'x' })), layer).toBe(expected);
      expect(await says(as(role).createMultipartUpload(at(layer, `${Key}-parts`))), layer).toBe(expected);
      const CopySource = `${at('raw').Bucket}/blobs/00/source`;
      await places().servers.s3.putObject({ ...at('raw', 'blobs/00/source'), Body: 'x' });
      expect(await says(as(role).copyObject({ ...at(layer, `${Key}-copy`), CopySource })), layer).toBe(
        expected,
      );
    }
  });

  it.each(['reader', 'contributor', 'curator'] as const)('let no %s take anything away', async (role) => {
    const s3 = as(role);
    for (const layer of LAYERS) {
      const Key = `blobs/00/kept-from-${role}`;
      const place = at(layer, Key);
      const { VersionId } = await places().servers.s3.putObject({ ...place, Body: 'kept' });
      const version = { ...place, VersionId };
      for (const request of [
        () => s3.deleteObject(place),
        () => s3.deleteObject(version),
        () => s3.deleteObject({ ...version, BypassGovernanceRetention: true }),
        () =>
          s3.putBucketVersioning({ Bucket: place.Bucket, VersioningConfiguration: { Status: 'Suspended' } }),
        () => s3.deleteBucket({ Bucket: place.Bucket }),
        () =>
          s3.putBucketLifecycleConfiguration({
            Bucket: place.Bucket,
            LifecycleConfiguration: {
              Rules: [{ ID: 'all', Status: 'Enabled', Filter: { Prefix: '' }, Expiration: { Days: 1 } }],
            },
          }),
      ])
        expect(await says(request()), `${layer} ${role}`).toBe('AccessDenied');
      const { Errors } = await s3
        .deleteObjects({ Bucket: place.Bucket, Delete: { Objects: [{ Key, VersionId }] } })
        .catch((error: Error) => ({ Errors: [{ Code: error.name }] }));
      expect(Errors?.map(({ Code }) => Code)).toEqual(['AccessDenied']);
      const { Body } = await s3.getObject(version);
      expect(await Body?.transformToString()).toBe('kept');
    }
  });

  it('let nobody shorten what raw is locked for', async () => {
    const place = at('raw', 'blobs/00/locked');
    const { VersionId } = await places().servers.s3.putObject({ ...place, Body: 'locked' });
    const Retention = {
      Mode: 'GOVERNANCE',
      RetainUntilDate: new Date(Date.now() + 24 * 3600 * 1000),
    } as const;
    const said = new Map<string, string>();
    for (const role of ['reader', 'contributor', 'curator'] as const)
      for (const BypassGovernanceRetention of [true, false]) {
        const checked = { ChecksumAlgorithm: 'SHA256' as const, BypassGovernanceRetention };
        const asked = { ...place, VersionId, Retention, ...checked };
        const bypass = BypassGovernanceRetention ? ', bypassing' : '';
        said.set(role + bypass, await says(as(role).putObjectRetention(asked)));
      }
    // Without bypassing, MinIO says that it is locked before it looks at rights.
    expect(['AccessDenied', 'InvalidRequest']).toEqual(expect.arrayContaining([...said.values()]));
    const { ObjectLockRetainUntilDate } = await places().servers.s3.headObject({ ...place, VersionId });
    expect(ObjectLockRetainUntilDate?.getTime()).toBeGreaterThan(Date.now() + 80 * 24 * 3600 * 1000);
    // Not even the admin of the lake takes away what is locked, without saying so.
    expect(await says(as('admin').deleteObject({ ...place, VersionId }))).not.toBe('yes');
  });

  it.each([
    ['contributor', 'raw'],
    ['curator', 'raw'],
  ] as const)('are enough for a %s to push, and for a reader to clone and verify', async (role, layer) => {
    const { postgres, servers } = places();
    const lab = new Lab();
    try {
      const login = await addLogin(postgres, servers, role, `dlake_${role}`);
      const ref = `${layer}/lab/by-${role}`;
      await lab.json(['init']);
      writeFileSync(join(lab.folder, 'small.txt'), `${role}\n`);
      writeFileSync(join(lab.folder, 'large.bin'), Buffer.alloc(20 * 1024 * 1024, role));
      for (const name of ['small.txt', 'large.bin'])
        await lab.json(['commit', '--update', join(lab.folder, name), '--as', ref, '-m', name]);
      const asRole = { env: env.get(role) as Record<string, string> };
      await lab.json(['remote', 'add', 'lab', login, servers.typed[1]]);
      expect(await lab.json(['push', 'lab', ref], asRole)).toMatchObject({ refs: [{ result: 'created' }] });
      const reader = await addLogin(postgres, servers, `r_${role}`, 'dlake_reader');
      const asReader = { env: env.get('reader') as Record<string, string>, cwd: lab.folder };
      await lab.json(['clone', reader, 'theirs', '--checkout', ref], asReader);
      const verified = ['verify', '--remote', 'origin', '--lake', join(lab.folder, 'theirs')];
      expect(await lab.json(verified, asReader)).toMatchObject({ ok: true });
    } finally {
      await lab.close();
    }
  });
});
