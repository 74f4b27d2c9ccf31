import { describe, expect, it } from 'vitest';
import { digestsWanted, gzipCheckWanted } from '../../src/checksums/digests-wanted.ts';
import { gradeFiles } from '../../src/checksums/grade-files.ts';
import { gradeOf } from '../../src/checksums/grade-of-digest.ts';
import { matchChecksums } from '../../src/checksums/match-checksums.ts';
import type { PublishedSum } from '../../src/checksums/published-sum.ts';
import { isDlakeError } from '../../src/errors.ts';
import { DIGESTS } from '../../src/records/digest-stream.ts';
import { decodeExpectedList, encodeExpectedList } from '../../src/records/expected-list.ts';

const SHA = 'd'.repeat(64);
const MD5 = 'a'.repeat(32);
const ROWS: readonly PublishedSum[] = [
  { path: 'strong', algo: 'sha256', value: SHA, size: 3 },
  { path: 'weak.gz', algo: 'md5', value: MD5 },
  { path: 'sized.gz', algo: 'size', value: '7', size: 7 },
];
const match = matchChecksums(
  [{ from: 'https://x.org/sums', rows: ROWS }],
  ['strong', 'weak.gz', 'sized.gz', 'none.gz', '𐐷', 'ｆ'],
);
const file = (path: string, size: number, digests: Record<string, string> = {}, sha256 = SHA) => ({
  path,
  size,
  sha256,
  digests,
});

describe('what is asked of the pass that hashes', () => {
  it('is one digest at most, and none for what the id tells', () => {
    expect(digestsWanted(match, 'strong')).toEqual([]);
    expect(digestsWanted(match, 'weak.gz')).toEqual(['md5']);
    expect(digestsWanted(match, 'sized.gz')).toEqual([]);
    expect(digestsWanted(match, 'none.gz')).toEqual([]);
  });

  it("is gzip's own check where no digest was published", () => {
    const wanted = ['strong', 'weak.gz', 'sized.gz', 'none.gz'].map((path) => gzipCheckWanted(match, path));
    expect(wanted).toEqual([false, false, true, true]);
    expect(['a.bgz', 'a.TGZ', 'a.gzip', 'gz'].map((path) => gzipCheckWanted(undefined, path))).toEqual([
      true,
      true,
      false,
      false,
    ]);
  });
});

describe('grading', () => {
  it('counts a grade for every file and lists those with a published sum', () => {
    const grading = gradeFiles(match, [
      file('weak.gz', 5, { md5: MD5 }),
      { ...file('sized.gz', 7), gzipChecked: true },
      file('strong', 3),
      { ...file('none.gz', 1), gzipChecked: true },
      file('plain', 1),
    ]);
    const from = 'https://x.org/sums';
    expect(grading).toEqual({
      expected: [
        { path: 'sized.gz', algo: 'size', value: '7', from, grade: 'size-only' },
        { path: 'strong', algo: 'sha256', value: SHA, from, grade: 'verified-strong' },
        { path: 'weak.gz', algo: 'md5', value: MD5, from, grade: 'verified-weak' },
      ],
      checks: [{ check: 'gzip-crc32', files: 2 }],
    });
  });

  it('names every file that is not what was published, by digest and by size', () => {
    const { mismatch } = gradeFiles(match, [
      file('weak.gz', 5, { md5: 'b'.repeat(32) }),
      file('strong', 2, {}, 'e'.repeat(64)),
      file('sized.gz', 6),
    ]);
    expect(mismatch).toEqual({
      files: [
        { path: 'sized.gz', algo: 'size', expected: '7', found: '6' },
        { path: 'strong', algo: 'sha256', expected: SHA, found: 'e'.repeat(64) },
        { path: 'strong', algo: 'size', expected: '3', found: '2' },
        { path: 'weak.gz', algo: 'md5', expected: MD5, found: 'b'.repeat(32) },
      ],
      from: 'https://x.org/sums',
    });
  });

  it('finds the size wrong although the digest agrees', () => {
    expect(gradeFiles(match, [file('strong', 4)]).mismatch?.files).toEqual([
      { path: 'strong', algo: 'size', expected: '3', found: '4' },
    ]);
  });

  it('does not call a file verified whose digest nobody computed', () => {
    expect(() => gradeFiles(match, [file('weak.gz', 5)])).toThrow('no md5 was computed of "weak.gz"');
  });

  it('calls all unverified when nothing was published', () => {
    expect(gradeFiles(undefined, [file('a', 1), file('b', 2)])).toEqual({
      expected: [],
      checks: [],
    });
  });

  it('has a grade for every digest: SHA-2 and SHA-3 are strong', () => {
    const strong = DIGESTS.filter((name) => gradeOf(name) === 'verified-strong');
    expect(strong).toEqual(['sha224', 'sha256', 'sha384', 'sha512', 'sha3-256', 'sha3-512']);
    expect(DIGESTS.filter((name) => gradeOf(name) === 'verified-weak')).toHaveLength(
      DIGESTS.length - strong.length,
    );
  });
});

describe('the list of expected sums', () => {
  it('is JSON lines in the byte order of paths, and reads back', () => {
    const rows: PublishedSum[] = ['ｆ', '𐐷', 'a"\n'].map((path) => ({ path, algo: 'md5', value: MD5 }));
    const paths = rows.map(({ path }) => path);
    const { expected } = gradeFiles(
      matchChecksums([{ from: 's', rows }], paths),
      paths.map((path) => file(path, 1, { md5: MD5 })),
    );
    const bytes = encodeExpectedList(expected);
    expect(new TextDecoder().decode(bytes)).toBe(
      [
        `{"path":"a\\"\\n","algo":"md5","value":"${MD5}","from":"s","grade":"verified-weak"}\n`,
        `{"path":"ｆ","algo":"md5","value":"${MD5}","from":"s","grade":"verified-weak"}\n`,
        `{"path":"𐐷","algo":"md5","value":"${MD5}","from":"s","grade":"verified-weak"}\n`,
      ].join(''),
    );
    expect(decodeExpectedList(bytes, 'list')).toEqual(expected);
    expect(decodeExpectedList(new Uint8Array(), 'list')).toEqual([]);
  });

  it('is refused when it is something else', () => {
    const line = `{"path":"a","algo":"md5","value":"x","from":"s","grade":"verified-weak"}`;
    const refused = (text: string | Uint8Array) => {
      try {
        decodeExpectedList(typeof text === 'string' ? new TextEncoder().encode(text) : text, 'list');
      } catch (error) {
        return isDlakeError(error, 'record-invalid') ? error.data.reason : undefined;
      }
    };
    expect(refused(line)).toBe('its last line has no end');
    expect(refused(`${line}\nnull\n`)).toBe('line 2 is not an expected file');
    expect(refused(`${line.replace('weak', 'well')}\n`)).toBe('line 1 is not an expected file');
    expect(refused(`${line.replace('"a"', '1')}\n`)).toBe('line 1 is not an expected file');
    expect(refused('{\n')).toBe('line 1 is not an expected file');
    expect(refused(Uint8Array.of(0xff, 0x0a))).toBe('it is not UTF-8');
  });
});
