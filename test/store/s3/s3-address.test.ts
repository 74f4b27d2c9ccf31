import { expect, it } from 'vitest';
import { bucketOf, parseS3Address, prefixOfLayer } from '../../../src/store/s3/s3-address.ts';

it('an address names four buckets at a server', () => {
  const address = parseS3Address('s3://lab-{layer}?endpoint=https://minio.lab:9000');
  expect(address).toEqual({
    bucket: 'lab-{layer}',
    prefix: '',
    endpoint: 'https://minio.lab:9000',
    region: 'us-east-1',
    pathStyle: true,
    redacted: 's3://lab-{layer}?endpoint=https://minio.lab:9000',
  });
  expect(bucketOf(address, 'processed')).toBe('lab-processed');
  expect(prefixOfLayer(address, 'raw')).toBe('');
});

it('without an endpoint it is AWS, with buckets in the host', () => {
  const address = parseS3Address('s3://lab-{layer}?region=eu-central-1');
  expect(address).toMatchObject({ region: 'eu-central-1', pathStyle: false });
  expect(address.endpoint).toBeUndefined();
  expect(parseS3Address('s3://lab-{layer}?pathStyle=true').pathStyle).toBe(true);
});

it('layers may share a bucket, below a prefix', () => {
  for (const text of [
    's3://lab/lake',
    's3://lab/lake/{layer}',
    's3://lab?prefix=lake',
    's3://lab?prefix=lake/{layer}/',
  ]) {
    const address = parseS3Address(text);
    expect(bucketOf(address, 'raw')).toBe('lab');
    expect(prefixOfLayer(address, 'raw')).toBe('lake/raw/');
    expect(parseS3Address(address.redacted)).toEqual(address);
  }
  expect(prefixOfLayer(parseS3Address('s3://lab-{layer}/team/a'), 'raw')).toBe('team/a/');
});

it('keys in it are kept apart, and are in no text', () => {
  const address = parseS3Address(
    's3://KEY:sec%2Fret@lab-{layer}?endpoint=http://127.0.0.1:9000&region=x&sessionToken=tok',
  );
  expect(address.credentials).toEqual({
    accessKeyId: 'KEY',
    secretAccessKey: 'sec/ret',
    sessionToken: 'tok',
  });
  expect(address.redacted).toBe('s3://lab-{layer}?endpoint=http://127.0.0.1:9000&region=x');
});

it.each([
  ['postgres://secret@x', 'does not begin'],
  ['secret', 'no URL'],
  ['s3://secret', 'neither'],
  ['s3://secret_{layer}', "can't be one"],
  ['s3://KEY@lab-{layer}', 'missing'],
  ['s3://:secret@lab-{layer}', 'missing'],
  ['s3://lab-{layer}?endpoint=secret', 'no URL'],
  ['s3://lab-{layer}?endpoint=ftp://secret', 'not http'],
  ['s3://lab-{layer}?endpoint=http://KEY:secret@x', 'before the bucket'],
  ['s3://lab-{layer}?pathStyle=secret', 'true or false'],
  ['s3://lab-{layer}?password=secret', 'unknown parameter'],
  ['s3://lab?prefix=a/../secret', '. or ..'],
])('%s is refused, and not repeated', (text, reason) => {
  const parse = () => parseS3Address(text);
  expect(parse).toThrow(expect.objectContaining({ code: 'usage-invalid' }));
  expect(parse).toThrow(reason);
  expect(parse).not.toThrow('secret');
});
