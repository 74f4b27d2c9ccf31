import { decode as decodeElsewhere, encode as encodeElsewhere } from '@ipld/dag-cbor';
import fc from 'fast-check';
import type { CID } from 'multiformats/cid';
import { expect, test } from 'vitest';
import type { FreeMap, FreeValue } from '../../src/records/commit.ts';
import { decodeCommit } from '../../src/records/decode-commit.ts';
import { encodeCommit } from '../../src/records/encode-commit.ts';
import { cidText } from '../../src/records/ids.ts';
import { commit } from './arbitraries.ts';

test('decoding and encoding again gives the same bytes, and the same commit', () => {
  fc.assert(
    fc.property(commit(), (value) => {
      const { id, bytes } = encodeCommit(value);
      const decoded = decodeCommit(bytes);
      expect(decoded).toEqual(value);
      expect(encodeCommit(decoded)).toEqual({ id, bytes });
    }),
    { numRuns: 300 },
  );
});

test("the bytes are those of IPLD's own encoder", () => {
  fc.assert(
    fc.property(commit(), (value) => {
      const { bytes } = encodeCommit(value);
      expect(Buffer.from(encodeElsewhere(decodeElsewhere(bytes))).equals(bytes)).toBe(true);
      const elsewhere = decodeElsewhere(bytes) as { manifest: CID; v: number; type: string };
      expect(elsewhere.manifest.toString()).toBe(cidText(value.manifest));
      expect([elsewhere.v, elsewhere.type]).toEqual([1, 'commit']);
    }),
    { numRuns: 200 },
  );
});

test('the order in which keys were put in does not matter', () => {
  fc.assert(
    fc.property(commit(), (value) => {
      const turned = Object.fromEntries(Object.entries(value).reverse()) as unknown as typeof value;
      expect(encodeCommit(turned).id).toBe(encodeCommit(value).id);
    }),
    { numRuns: 50 },
  );
});

test('flipping any bit gives another commit or none, never the same', () => {
  fc.assert(
    fc.property(commit(), fc.nat(), fc.integer({ min: 0, max: 7 }), (value, where, bit) => {
      const { bytes } = encodeCommit(value);
      const broken = Uint8Array.from(bytes);
      const at = where % broken.length;
      broken[at] = (broken[at] as number) ^ (1 << bit);
      let decoded: unknown;
      try {
        decoded = decodeCommit(broken);
      } catch (error) {
        expect((error as { code?: string }).code).toMatch(/^(record-invalid|format-too-new)$/);
        return;
      }
      expect(Buffer.from(encodeCommit(decoded as typeof value).bytes).equals(broken)).toBe(true);
    }),
    { numRuns: 500 },
  );
});

test('arbitrary bytes are refused as records are, not with a crash', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 60 }), (bytes) => {
      expect(() => decodeCommit(bytes)).toThrow(/record-invalid|format-too-new/);
    }),
    { numRuns: 1000 },
  );
});

test('what is too deep to be decoded is not encoded either', () => {
  fc.assert(
    fc.property(commit(), fc.integer({ min: 13, max: 18 }), fc.boolean(), (value, depth, lists) => {
      let inside: FreeMap = {};
      for (let i = 1; i < depth; i++)
        inside = lists && i % 2 === 0 && i < depth - 1 ? { list: [inside] } : { map: inside };
      const levels = levelsOf(inside);
      const make = () => encodeCommit({ ...value, parameters: { ...inside, some: true } });
      if (levels <= 16) expect(decodeCommit(make().bytes).parameters).toEqual({ ...inside, some: true });
      else expect(make).toThrow(/lists and maps deep/);
    }),
    { numRuns: 60 },
  );
});

function levelsOf(value: FreeValue): number {
  if (typeof value !== 'object') return 0;
  return 1 + Math.max(0, ...Object.values(value).map(levelsOf));
}
