import fc from 'fast-check';
import { expect, test } from 'vitest';
import { safe, safeLines, safeText } from '../../src/format/safe-text.ts';

test.each([
  ['plain', 'plain'],
  ['with space, "quotes" and \\', 'with space, "quotes" and \\'],
  ['Ünïcödé 🧬', 'Ünïcödé 🧬'],
  ['two\nlines', '"two\\nlines"'],
  ['\x1b[2Jgone', '"\\e[2Jgone"'],
  ['a\tb"\\', '"a\\tb\\"\\\\"'],
  ['\x07\x7f\x9b', '"\\x07\\x7f\\x9b"'],
  ['gpj.\u202Eexe', '"gpj.\\u202eexe"'],
])('%j is shown as %s', (text, shown) => {
  expect(safeText(text)).toBe(shown);
});

test('lines stay lines', () => {
  expect(safeLines('one\n\ttwo\r\x1b[1m')).toBe('one\n\ttwo\\r\\e[1m');
});

test('a template makes what it is given safe, not itself', () => {
  expect(safe`No such file:\n${'a\nb'} of ${3}`).toBe('No such file:\n"a\\nb" of 3');
});

test('nothing that a terminal acts on gets through', () => {
  const acts = (text: string) =>
    [...text].some(
      (char) => char < ' ' || (char >= '\u007f' && char < '\u00a0') || (char >= '\u202a' && char <= '\u202e'),
    );
  fc.assert(fc.property(fc.string({ unit: 'binary' }), (text) => !acts(safeText(text))));
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (text) => !acts(safeLines(text).replaceAll(/[\n\t]/g, ''))),
  );
});
