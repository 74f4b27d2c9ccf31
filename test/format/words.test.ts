import fc from 'fast-check';
import { expect, test } from 'vitest';
import { formatBytes } from '../../src/format/bytes.ts';
import { count, formatNumber } from '../../src/format/count.ts';
import { formatDuration } from '../../src/format/duration.ts';
import { editDistance } from '../../src/format/edit-distance.ts';
import { nearest } from '../../src/format/nearest.ts';
import { doneShare, progressLine } from '../../src/format/progress-line.ts';
import { formatDay, formatTime } from '../../src/format/time.ts';
import { timedProgress } from '../../src/format/timed-progress.ts';
import { wrap } from '../../src/format/wrap.ts';

test.each([
  [0, '0 B'],
  [1, '1 B'],
  [1023, '1023 B'],
  [1024, '1.0 KiB'],
  [1536, '1.5 KiB'],
  [102_297, '99.9 KiB'],
  [102_400, '100 KiB'],
  [1_023_000, '999 KiB'],
  [1_048_575, '1.0 MiB'],
  [4_294_967_296, '4.0 GiB'],
  [Number.MAX_SAFE_INTEGER, '8.0 PiB'],
])('%d bytes are %s', (bytes, text) => {
  expect(formatBytes(bytes)).toBe(text);
});

test('bytes take at most 8 letters', () => {
  fc.assert(fc.property(fc.maxSafeNat(), (bytes) => formatBytes(bytes).length <= 8));
});

test.each([
  [0, '0 ms'],
  [999, '999 ms'],
  [999.6, '1.0 s'],
  [1500, '1.5 s'],
  [59_949, '59.9 s'],
  [59_960, '1 min'],
  [200_000, '3 min 20 s'],
  [3_599_600, '1 h'],
  [7_500_000, '2 h 5 min'],
  [86_399_999, '1 d'],
  [100_000_000, '1 d 4 h'],
])('%d ms are %s', (ms, text) => {
  expect(formatDuration(ms)).toBe(text);
});

test('numbers have commas, and things their plural', () => {
  expect([0, 999, 1000, 1_234_567].map(formatNumber)).toEqual(['0', '999', '1,000', '1,234,567']);
  expect([count(1, 'file'), count(0, 'file'), count(2000, 'copy', 'copies')]).toEqual([
    '1 file',
    '0 files',
    '2,000 copies',
  ]);
});

test('times are shown to the minute', () => {
  expect(formatTime('2026-11-22T10:11:12.345Z')).toBe('2026-11-22 10:11 UTC');
  expect(formatDay('2026-11-22T10:11:12.345Z')).toBe('2026-11-22');
});

test.each([
  ['commit', 'commit', 0],
  ['comit', 'commit', 1],
  ['ocmmit', 'commit', 1],
  ['log', 'whence', 6],
  ['', 'abc', 3],
])('from %s to %s it is %d', (one, other, distance) => {
  expect(editDistance(one, other)).toBe(distance);
  expect(editDistance(other, one)).toBe(distance);
});

test('an edit distance is at most the longer word, and at least the difference', () => {
  const word = fc.string({ unit: fc.constantFrom('a', 'b', 'c'), maxLength: 8 });
  fc.assert(
    fc.property(word, word, (one, other) => {
      const distance = editDistance(one, other);
      return (
        distance <= Math.max(one.length, other.length) && distance >= Math.abs(one.length - other.length)
      );
    }),
  );
});

test('near words are few and the nearest comes first', () => {
  const known = ['commit', 'config', 'completion', 'cat', 'checkout', 'log'];
  expect(nearest('comit', known)).toEqual(['commit']);
  expect(nearest('confg', known)).toEqual(['config']);
  expect(nearest('co', known)).toEqual(['commit', 'config', 'completion']);
  expect(nearest('zzz', known)).toEqual([]);
});

test('text is wrapped between words; breaks and indents stay', () => {
  expect(wrap('one two three', 8)).toEqual(['one two', 'three']);
  expect(wrap('one\n\n  two three four', 12)).toEqual(['one', '', '  two three', '  four']);
  expect(wrap('unbreakablelongword x', 5)).toEqual(['unbreakablelongword', 'x']);
});

test('progress: by bytes where they are known, else by number, else only what is done', () => {
  const state = { what: 'Hashing', objects: 6000, ofObjects: 20_000 };
  expect(progressLine(state, 500, 100)).toBe('Hashing  [######--------------]  30%  6,000 of 20,000');
  expect(progressLine({ ...state, bytes: 52_428_800, ofBytes: 104_857_600 }, 2000, 100)).toBe(
    'Hashing  [##########----------]  50%  6,000 of 20,000  50.0 MiB  25.0 MiB/s  2.0 s left',
  );
  expect(progressLine({ what: 'Reading', objects: 4000 }, 2000, 100)).toBe('Reading  4,000  2,000/s');
  expect(doneShare({ what: 'x', objects: 5, ofObjects: 0 })).toBeUndefined();
});

test('progress is never wider than the terminal, and never more than all', () => {
  const state = fc.record({
    what: fc.constant('Hashing'),
    objects: fc.nat(1e9),
    ofObjects: fc.option(fc.nat(1e9), { nil: undefined }),
    bytes: fc.option(fc.maxSafeNat(), { nil: undefined }),
    ofBytes: fc.option(fc.maxSafeNat(), { nil: undefined }),
  });
  fc.assert(
    fc.property(state, fc.nat(1e8), fc.integer({ min: 10, max: 200 }), (progress, elapsed, width) => {
      const share = doneShare(progress);
      return (
        progressLine(progress, elapsed, width).length <= width &&
        (share === undefined || (share >= 0 && share <= 1))
      );
    }),
  );
});

test('each of the things that are done one after another has its own time', () => {
  const state = { what: 'Sending', subject: 'raw/lab/a', objects: 1 };
  const first = timedProgress(undefined, state, 1000);
  expect(first.elapsed).toBe(0);
  const later = timedProgress(first, { ...state, objects: 2 }, 1500);
  expect(later).toEqual({ state: { ...state, objects: 2 }, began: 1000, elapsed: 500 });
  expect(timedProgress(later, { ...state, subject: 'raw/lab/b' }, 1600).elapsed).toBe(0);
  expect(timedProgress(later, { ...state, what: 'Noting' }, 1600).elapsed).toBe(0);
});
