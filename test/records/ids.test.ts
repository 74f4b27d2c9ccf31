import fc from 'fast-check';
import { CID } from 'multiformats/cid';
import { expect, test } from 'vitest';
import {
  blobId,
  cidBytes,
  cidText,
  commitId,
  hexOf,
  idFromCidBytes,
  idOfCidText,
  readIdText,
} from '../../src/records/ids.ts';
import { hex } from './arbitraries.ts';

const id = () => fc.oneof(hex().map(blobId), hex().map(commitId));

test('an id and its CID in base32 are the same thing, as multiformats has it', () => {
  fc.assert(
    fc.property(id(), (one) => {
      const text = cidText(one);
      expect(text).toBe(CID.decode(cidBytes(one)).toString());
      expect(idOfCidText(text)).toBe(one);
      expect(idFromCidBytes(cidBytes(one))).toBe(one);
      expect(readIdText(text)?.hex).toBe(hexOf(one));
    }),
    { numRuns: 500 },
  );
});

test('a CID in another form is no id', () => {
  const text = cidText(blobId('ab'.repeat(32)));
  expect(idOfCidText(text)).toBeDefined();
  for (const other of [
    text.toUpperCase(),
    `${text}a`,
    text.slice(0, -1),
    `${text.slice(0, -1)}b`,
    text.replace('bafkrei', 'bafybei'),
    'QmYwAPJzv5CZsnA625s3Xf2nemtYgPpHdWEz79ojWKPbdG',
    '',
  ]) {
    expect(idOfCidText(other), other).toBeUndefined();
  }
});

test('what a user types for an id', () => {
  const digest = 'ab'.repeat(32);
  expect(readIdText('ABCD')).toEqual({ hex: 'abcd' });
  expect(readIdText(`sha256:${digest}`)).toEqual({ hex: digest });
  expect(readIdText(commitId(digest))).toEqual({ hex: digest, codec: 'dag-cbor' });
  for (const none of ['abc', 'xyzw', `${digest}a`, 'sha256:', 'bafy', 'f01'])
    expect(readIdText(none), none).toBeUndefined();
});
