import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { matchChecksums } from '../../src/checksums/match-checksums.ts';
import { matchNames } from '../../src/checksums/match-names.ts';
import type { PublishedSum } from '../../src/checksums/published-sum.ts';
import { isDlakeError } from '../../src/errors.ts';

const hex = (digit: string, digits = 32) => digit.repeat(digits);
const md5 = (path: string, digit = 'a'): PublishedSum => ({ path, algo: 'md5', value: hex(digit) });

function match(rows: readonly PublishedSum[], paths: readonly string[]) {
  const { sums, notDownloaded } = matchChecksums([{ from: 'src', rows }], paths);
  return {
    sums: Object.fromEntries([...sums].map(([path, { value }]) => [path, value[0]])),
    notDownloaded,
  };
}

function refusal(act: () => unknown): string {
  try {
    act();
  } catch (error) {
    if (isDlakeError(error, 'checksums-invalid')) return error.data.reason;
    throw error;
  }
  throw new Error('accepted');
}

describe('matching published sums with files', () => {
  it('takes the same path first, then the name', () => {
    expect(match([md5('a/x.gz', 'a'), md5('y.gz', 'b'), md5('z.gz', 'c')], ['a/x.gz', 'sub/y.gz'])).toEqual({
      sums: { 'a/x.gz': 'a', 'sub/y.gz': 'b' },
      notDownloaded: ['z.gz'],
    });
  });

  it('does not give a file that is listed itself to another name', () => {
    expect(match([md5('sub/x.gz', 'b'), md5('x.gz', 'a')], ['x.gz'])).toEqual({
      sums: { 'x.gz': 'a' },
      notDownloaded: ['sub/x.gz'],
    });
  });

  it('takes the name that shares most of the path when a part of a tree was downloaded', () => {
    const rows = [
      md5('S/Primary/AGP/chr1.gz', 'a'),
      md5('S/Primary/FASTA/chr1.gz', 'b'),
      md5('S/non/X/chr1.gz', 'c'),
    ];
    expect(match(rows, ['AGP/chr1.gz', 'FASTA/chr1.gz'])).toEqual({
      sums: { 'AGP/chr1.gz': 'a', 'FASTA/chr1.gz': 'b' },
      notDownloaded: ['S/non/X/chr1.gz'],
    });
  });

  it('matches absolute paths of the publisher, and files in a folder of the downloader', () => {
    expect(match([md5('/nfs/ftp/release/x.gz')], ['downloads/x.gz']).sums).toEqual({ 'downloads/x.gz': 'a' });
  });

  it('refuses a name that could be two files, and two names for one file', () => {
    expect(refusal(() => match([md5('README')], ['a/README', 'b/README']))).toBe(
      'ambiguous: "README" could mean "a/README", "b/README"; list them with their paths in the dataset',
    );
    expect(refusal(() => match([md5('a/README', 'a'), md5('b/README', 'b')], ['README']))).toContain(
      '"a/README", "b/README" could mean "README"',
    );
  });

  it('takes two names for one file when they say the same', () => {
    expect(match([md5('a/README'), md5('b/README')], ['README'])).toEqual({
      sums: { README: 'a' },
      notDownloaded: [],
    });
  });

  it('keeps the strongest digest of a file, across lists, and says whose it is', () => {
    const sha: PublishedSum = { path: 'x', algo: 'sha256', value: hex('d', 64), size: 3 };
    const { sums } = matchChecksums(
      [
        { from: 'one', rows: [md5('x'), { path: 'x', algo: 'size', value: '3', size: 3 }] },
        { from: 'two', rows: [sha, md5('./y')] },
      ],
      ['x', 'unlisted'],
    );
    expect([...sums.values()]).toEqual([{ ...sha, from: 'two' }]);
  });

  it('refuses two lists that contradict each other', () => {
    const lists = [
      { from: 'one', rows: [md5('x', 'a')] },
      { from: 'two', rows: [md5('sub/x', 'b')] },
    ];
    expect(refusal(() => matchChecksums(lists, ['x']))).toBe('"x" has another md5 in one');
  });

  it('is not fooled by hostile names', () => {
    expect(match([md5('../../etc/passwd'), md5('__proto__')], ['data/x', 'constructor'])).toEqual({
      sums: {},
      notDownloaded: ['../../etc/passwd', '__proto__'],
    });
  });

  it('never gives two names one file, or a name a file with another last part', () => {
    const part = fc.constantFrom('a', 'b', 'c');
    const path = fc.array(part, { minLength: 1, maxLength: 4 }).map((parts) => parts.join('/'));
    const paths = fc.uniqueArray(path, { maxLength: 12 });
    fc.assert(
      fc.property(paths, paths, (names, files) => {
        const { files: found, ambiguous } = matchNames(names, files);
        expect(new Set(found.values()).size).toBe(found.size);
        for (const [name, file] of found) {
          expect(files).toContain(file);
          expect(name.split('/').at(-1)).toBe(file.split('/').at(-1));
          if (files.includes(name)) expect(file).toBe(name);
        }
        for (const group of ambiguous) expect(group.names.length + group.files.length).toBeGreaterThan(2);
      }),
    );
  });

  it('takes a hundred thousand files that share one name', () => {
    const names = Array.from({ length: 100_000 }, (_, i) => `list/${i}/README`);
    const { files } = matchNames(
      names,
      names.map((name) => name.slice('list/'.length)),
    );
    expect(files.size).toBe(100_000);
    expect(files.get('list/777/README')).toBe('777/README');
  });
});
