import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import {
  FOLDS_ALL,
  type Folding,
  foldedPair,
  foldedPairs,
  probeFolding,
} from '../../src/worktree/folding.ts';

const CASE: Folding = { case: true, form: false };
const FORM: Folding = { case: false, form: true };
const NONE: Folding = { case: false, form: false };
const NFC = 'caf\u00e9';
const NFD = 'cafe\u0301';

describe('which paths fold into one', () => {
  test.each<[string, string[], Folding, readonly string[] | undefined]>([
    ['letters in another case', ['Read', 'README', 'readme'], CASE, ['README', 'readme']],
    ['letters in another case, told apart', ['README', 'readme'], FORM, undefined],
    ['another normal form', [NFD, NFC], FORM, [NFD, NFC]],
    ['another normal form, told apart', [NFD, NFC], CASE, undefined],
    ['both', [NFC.toUpperCase(), NFD], FOLDS_ALL, [NFC.toUpperCase(), NFD]],
    ['both, by a file system that folds neither', [NFC, NFD, 'a', 'A'], NONE, undefined],
    ['folders on the way', ['A/x', 'B/y', 'a/z'], CASE, ['A', 'a']],
    ['folders deep on the way', ['p/Q/r/1', 'p/q/r/2'], CASE, ['p/Q', 'p/q']],
    ['a file and a folder', ['Data', 'data/x'], CASE, ['Data', 'data']],
    ['Greek sigmas', ['\u03c3', '\u03c2'], CASE, ['\u03c3', '\u03c2']],
    ['the long s', ['\u017f', 's'], CASE, ['\u017f', 's']],
    ['nothing', ['a', 'a-b', 'a/b/c', 'b', 'ab'], FOLDS_ALL, undefined],
  ])('%s', (_, paths, folding, pair) => {
    expect(foldedPair(paths, folding)).toEqual(pair);
  });

  test('each path that folds is told once', () => {
    expect([...foldedPairs(['A', 'B', 'a', 'b', 'c'], CASE)]).toEqual([
      ['A', 'a'],
      ['B', 'b'],
    ]);
  });
});

test('a file system is asked what it folds, and left as it was', () => {
  const folder = mkdtempSync(join(tmpdir(), 'dlake-fold-'));
  const folding = probeFolding(folder);
  expect(readdirSync(folder)).toEqual([]);
  rmSync(folder, { recursive: true });
  if (process.platform === 'linux') expect(folding).toEqual(NONE);
});
