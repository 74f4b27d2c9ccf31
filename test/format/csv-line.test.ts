import { expect, test } from 'vitest';
import { csvLine } from '../../src/format/csv-line.ts';

test('what holds commas, quotes or line ends is quoted', () => {
  expect(csvLine(['plain', 3, 'a,b', 'say "x"', 'two\nlines'])).toBe(
    'plain,3,"a,b","say ""x""","two\nlines"',
  );
});

test('nothing of others is a formula, or acts on a terminal', () => {
  expect(csvLine(['=1+1', '\t=1', 'a\tb'])).toBe("'=1+1,'\t=1,a\tb");
  expect(csvLine(['\x1b]0;owned\x07', '\x9b2J\r=1', 'gpj.\u202Eexe'])).toBe(
    '\\e]0;owned\\x07,\\x9b2J\\r=1,gpj.\\u202eexe',
  );
});
