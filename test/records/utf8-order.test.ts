import fc from 'fast-check';
import { expect, test } from 'vitest';
import { utf8Length } from '../../src/records/utf8-length.ts';
import { compareUtf8, isSortedUnique, sortUtf8 } from '../../src/records/utf8-order.ts';

const anyText = () =>
  fc.oneof(
    fc.string({ unit: 'binary', maxLength: 6 }),
    fc.constantFrom('\uffff', '\u{10000}', '\ue000', '\ud7ff'),
  );
const byBytes = (a: string, b: string) => Math.sign(Buffer.compare(Buffer.from(a), Buffer.from(b)));

test('texts compare as their UTF-8 bytes do', () => {
  fc.assert(
    fc.property(anyText(), anyText(), (a, b) => {
      expect(Math.sign(compareUtf8(a, b))).toBe(byBytes(a, b));
    }),
    { numRuns: 2000 },
  );
});

test('a character beyond U+FFFF comes after U+FFFF, unlike in JavaScript', () => {
  expect(sortUtf8(['\u{10000}', '\uffff'])).toEqual(['\uffff', '\u{10000}']);
  expect(['\u{10000}', '\uffff'].sort()).toEqual(['\u{10000}', '\uffff']);
});

test('sorting is by bytes and leaves its argument alone', () => {
  fc.assert(
    fc.property(fc.array(anyText()), (texts) => {
      const before = [...texts];
      expect(sortUtf8(texts)).toEqual([...texts].sort(byBytes));
      expect(texts).toEqual(before);
    }),
  );
});

test('the length is the number of UTF-8 bytes', () => {
  fc.assert(
    fc.property(anyText(), (text) => {
      expect(utf8Length(text)).toBe(Buffer.byteLength(text));
    }),
  );
});

test('a text twice is not sorted and unique', () => {
  expect(isSortedUnique(['a', 'b'])).toBe(true);
  expect(isSortedUnique(['a', 'a'])).toBe(false);
  expect(isSortedUnique(['\u{10000}', '\uffff'])).toBe(false);
});
