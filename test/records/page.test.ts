import { decode as decodeElsewhere, encode as encodeElsewhere } from '@ipld/dag-cbor';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { CborWriter } from '../../src/records/cbor-writer.ts';
import { manifestId } from '../../src/records/ids.ts';
import type { ChildEntry } from '../../src/records/manifest-entry.ts';
import { decodePage, pageBytes, writeChild, writeEntry } from '../../src/records/page.ts';
import { PathOrder } from '../../src/records/path-order.ts';
import { fileSet, hex, paths } from './arbitraries.ts';

const leaf = () =>
  fileSet().map((entries) => {
    const writer = new CborWriter();
    const order = new PathOrder();
    for (const entry of entries) expect(writeEntry(writer, entry, order)).toBeUndefined();
    return { page: { level: 0, entries }, bytes: pageBytes(0, entries.length, writer) };
  });

const children = (): fc.Arbitrary<ChildEntry[]> =>
  paths().chain((list) =>
    fc.tuple(
      ...list.map((last) =>
        fc.record({
          last: fc.constant(last),
          page: hex().map(manifestId),
          files: fc.integer({ min: 1 }),
          bytes: fc.maxSafeNat(),
        }),
      ),
    ),
  );

const inner = () =>
  fc
    .tuple(
      fc.integer({ min: 1, max: 31 }),
      children().filter((list) => list.length > 0),
    )
    .map(([level, entries]) => {
      const writer = new CborWriter();
      for (const child of entries) writeChild(writer, child);
      return { page: { level, entries }, bytes: pageBytes(level, entries.length, writer) };
    });

test("what is decoded is what was encoded, and the bytes are those of IPLD's own encoder", () => {
  fc.assert(
    fc.property(fc.oneof(leaf(), inner()), ({ page, bytes }) => {
      expect(decodePage(bytes)).toEqual(page);
      expect(Buffer.from(encodeElsewhere(decodeElsewhere(bytes))).equals(bytes)).toBe(true);
    }),
    { numRuns: 200 },
  );
});

test('bytes with a flipped bit are refused, or are the one form of what they say', () => {
  fc.assert(
    fc.property(
      fc.oneof(leaf(), inner()),
      fc.nat(),
      fc.integer({ min: 0, max: 7 }),
      ({ bytes }, where, bit) => {
        const broken = Uint8Array.from(bytes);
        const at = where % broken.length;
        broken[at] = (broken[at] as number) ^ (1 << bit);
        try {
          decodePage(broken);
        } catch (error) {
          expect((error as { code?: string }).code).toMatch(/^(record-invalid|format-too-new)$/);
          return;
        }
        expect(Buffer.from(encodeElsewhere(decodeElsewhere(broken))).equals(broken)).toBe(true);
      },
    ),
    { numRuns: 1000 },
  );
});

test('a page that is cut short anywhere is refused', () => {
  fc.assert(
    fc.property(fc.oneof(leaf(), inner()), fc.nat(), ({ bytes }, length) => {
      expect(() => decodePage(bytes.subarray(0, length % bytes.length))).toThrow(/record-invalid/);
    }),
    { numRuns: 300 },
  );
});

test('a list that announces more than there is costs no memory', () => {
  const header = Buffer.from('a46176016474797065647061676565'.concat('6c6576656c0067656e7472696573'), 'hex');
  for (const count of ['9b001fffffffffffff', '9affffffff', '990fff']) {
    expect(() => decodePage(Buffer.concat([header, Buffer.from(count, 'hex')]))).toThrow(/record-invalid/);
  }
});
