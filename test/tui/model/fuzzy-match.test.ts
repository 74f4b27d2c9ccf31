import { expect, test } from 'vitest';
import { fuzzyScorer } from '../../../src/tui/model/fuzzy-match.ts';

const NAMES = ['raw/geo/gse2034', 'raw/geo/gse2990', 'processed/geo/gse2034.salmon', 'raw/uniprot/p04637'];

const fitting = (typed: string): string[] =>
  NAMES.map((name) => ({ name, score: fuzzyScorer(typed)(name) }))
    .filter((one): one is { name: string; score: number } => one.score !== undefined)
    .sort((a, b) => b.score - a.score)
    .map(({ name }) => name);

test.each([
  ['', NAMES],
  ['2034', ['raw/geo/gse2034', 'processed/geo/gse2034.salmon']],
  ['GSE29', ['raw/geo/gse2990']],
  ['proc salm', ['processed/geo/gse2034.salmon']],
  ['p53', []],
  ['rp37', ['raw/uniprot/p04637']],
])('%j finds %j', (typed, found) => {
  expect(fitting(typed)).toEqual(found);
});

test('what is there as it was typed comes before what has its letters', () => {
  expect(fuzzyScorer('abc')('raw/lab/abc')).toBeGreaterThan(fuzzyScorer('abc')('raw/lab/a-b-c') ?? 0);
});
