import { randomBytes } from 'node:crypto';
import { S3 } from '@aws-sdk/client-s3';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { connectS3 } from '../../../src/store/s3/connect-s3.ts';
import type { S3Requests } from '../../../src/store/s3/s3-requests.ts';
import { listSource } from '../../../src/store/s3/source/list-source.ts';
import { readSource } from '../../../src/store/s3/source/read-source.ts';
import { parseSourceAddress } from '../../../src/store/s3/source/source-address.ts';
import { onEachServer } from './on-each-server.ts';
import { removeBucket } from './s3-harness.ts';

describe('the address of objects', () => {
  it.each([
    ['s3://b1c/run7', 'run7', false, 's3://b1c/run7'],
    ['s3://b1c/run7/', 'run7', true, 's3://b1c/run7/'],
    ['s3://b1c', '', true, 's3://b1c'],
    ['s3://b1c/a/../b?endpoint=http://h:9000', 'a/../b', false, 's3://b1c/a/../b?endpoint=http://h:9000'],
    ['s3://b1c/a%20b', 'a b', false, 's3://b1c/a%20b'],
    ['s3://KEY:SECRET@b1c/x?region=eu-west-1', 'x', false, 's3://b1c/x?region=eu-west-1'],
  ])('%s', (text, prefix, isFolder, redacted) => {
    expect(parseSourceAddress(text)).toMatchObject({ bucket: 'b1c', prefix, isFolder, redacted });
  });

  it.each([
    's3://b1c/x?secret=SECRET',
    's3://lab-{layer}/x',
    's3://b1c?prefix=SECRET',
    's3://b1c/%zz',
    'S3:',
  ])('is not %s, and that is said without repeating it', (text) => {
    expect(() => parseSourceAddress(text)).toThrow(
      expect.objectContaining({ code: 'usage-invalid', message: expect.not.stringContaining('SECRET') }),
    );
  });
});

onEachServer('objects that become files', (server) => {
  let s3: S3;
  let requests: S3Requests;
  let bucket = '';
  beforeEach(async () => {
    const { endpoint, credentials } = server();
    s3 = new S3({ endpoint, credentials, region: 'us-east-1', forcePathStyle: true });
    bucket = `o${randomBytes(5).toString('hex')}`;
    await s3.createBucket({ Bucket: bucket });
    requests = await connectS3({ address: source('').server, credentials });
  });
  afterEach(async () => {
    requests.close();
    await removeBucket(s3, bucket);
    s3.destroy();
  });

  const source = (path: string) => parseSourceAddress(`s3://${bucket}/${path}?endpoint=${server().endpoint}`);
  /** False where the server doesn't take such a name. */
  const put = (Key: string, Body = 'x') =>
    s3.putObject({ Bucket: bucket, Key, Body }).then(
      () => true,
      (error: Error) => {
        expect(error.name).toMatch(/^XMinioInvalid(?:Object|Resource)Name$/);
        return false;
      },
    );
  const listed = async (path: string) => (await listSource(requests, source(path))).map((one) => one.path);

  it('have their names, in byte order, odd ones too', async () => {
    for (const key of ['run/b.txt', 'run/a b+c%20.txt', 'run/ä/\u{1F9EC}', 'run/tab\tname', 'run2/x'])
      await put(key);
    const names = await listed('run');
    expect(names.filter((name) => name !== 'tab\tname')).toEqual(['a b+c%20.txt', 'b.txt', 'ä/\u{1F9EC}']);
    expect(await listed('run/ä/')).toEqual(['\u{1F9EC}']);
    expect(await listed('run/b.txt')).toEqual(['b.txt']);
    await expect(listed('ru')).rejects.toMatchObject({ code: 'file-unreadable' });
  });

  it.each([
    ['h/a/../../climbed', /part \.\./],
    ['h//a', /relative/],
    ['h/a//b', /empty part/],
    ['h/.dlake/config', /\.dlake/],
    ['h/.DLAKE/config', /\.dlake/],
    ['h/./a', /part \./],
    [`h/${'x'.repeat(256)}`, /255 bytes/],
    ['h/a/', /empty part/],
  ])('are refused by name when it is no path: %s', async (key, reason) => {
    if (!(await put(key))) {
      // Then no listing has it either.
      await expect(listed('h')).rejects.toMatchObject({ code: 'file-unreadable' });
      return;
    }
    await expect(listed('h')).rejects.toMatchObject({
      code: 'path-invalid',
      data: { path: key, reason: expect.stringMatching(reason) },
    });
  });

  it('are refused where one is named as a folder of others, unless the folder is meant', async () => {
    await put('n/a/b');
    await put('n/a');
    // MinIO lists nothing that is below an object.
    if (server().name === 'MinIO') return expect(await listed('n')).toEqual(['a']);
    await expect(listed('n')).rejects.toMatchObject({ code: 'path-invalid', data: { path: 'n/a/b' } });
    await expect(listed('n/a')).rejects.toMatchObject({ code: 'path-invalid', data: { path: 'n/a' } });
    expect(await listed('n/a/')).toEqual(['b']);
  });

  it.each([false, true])('are read as they were listed, or not at all (versions: %s)', async (versions) => {
    if (versions)
      await s3.putBucketVersioning({
        Bucket: bucket,
        VersioningConfiguration: { Status: 'Enabled' },
      });
    await put('v/a', 'before');
    const [object] = await listSource(requests, source('v'));
    if (object === undefined) throw new Error('it was listed');
    const text = async (bytes: AsyncIterable<Uint8Array>) => {
      const pieces: Uint8Array[] = [];
      for await (const piece of bytes) pieces.push(Uint8Array.from(piece));
      return Buffer.concat(pieces).toString();
    };
    const first = await readSource(requests, object);
    expect(await text(first.bytes)).toBe('before');
    expect(first.object.versionId === undefined).toBe(!versions);
    await put('v/a', 'behind');
    await expect(readSource(requests, object)).rejects.toMatchObject({
      code: 'file-changed',
      data: { path: 'v/a' },
    });
    // The version that was read is still that one.
    if (versions) expect(await text((await readSource(requests, first.object)).bytes)).toBe('before');
    else await expect(readSource(requests, first.object)).rejects.toMatchObject({ code: 'file-changed' });
    await s3.deleteObject({ Bucket: bucket, Key: 'v/a' });
    await expect(readSource(requests, object)).rejects.toMatchObject({ code: 'file-changed' });
  });
});
