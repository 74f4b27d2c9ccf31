import { describe, expect, it } from 'vitest';
import { readChecksums } from '../../src/checksums/read-checksums.ts';
import { isDlakeError } from '../../src/errors.ts';

const MD5 = 'd41d8cd98f00b204e9800998ecf8427e';
const MD5_OTHER = '9e107d9d372bb6826bd81d3542a419d6';
const hex = (digits: number) => '0123456789abcdef'.repeat(8).slice(0, digits);

/** The reason for which a list is refused. */
function refusal(text: string, name = 'list'): string {
  try {
    readChecksums(text, name);
  } catch (error) {
    if (isDlakeError(error, 'checksums-invalid')) {
      expect(error.data.from).toBe(name);
      return error.data.reason;
    }
    throw error;
  }
  throw new Error(`accepted: ${text}`);
}

const paths = (text: string, name = 'list') => readChecksums(text, name).rows.map(({ path }) => path);

describe('lists of coreutils', () => {
  it("reads NCBI's md5checksums.txt of a genome assembly", () => {
    const text = [
      '2b4a1c37f4ac0e2e8a2f7f7b35d0ab4e  ./GCF_000005845.2_ASM584v2_assembly_report.txt',
      'c13d459b5caa702ff7e1f26fe44b8ad7  ./GCF_000005845.2_ASM584v2_genomic.fna.gz',
      '5ae2d0b2ff5b4a1c22aef81ebd1c25a4  ./GCF_000005845.2_ASM584v2_assembly_structure/Primary_Assembly/component_localID2acc',
      '',
    ].join('\n');
    expect(readChecksums(text, 'md5checksums.txt')).toEqual({
      kind: 'coreutils',
      rows: [
        {
          path: 'GCF_000005845.2_ASM584v2_assembly_report.txt',
          algo: 'md5',
          value: '2b4a1c37f4ac0e2e8a2f7f7b35d0ab4e',
        },
        {
          path: 'GCF_000005845.2_ASM584v2_genomic.fna.gz',
          algo: 'md5',
          value: 'c13d459b5caa702ff7e1f26fe44b8ad7',
        },
        {
          path: 'GCF_000005845.2_ASM584v2_assembly_structure/Primary_Assembly/component_localID2acc',
          algo: 'md5',
          value: '5ae2d0b2ff5b4a1c22aef81ebd1c25a4',
        },
      ],
    });
  });

  it("reads ChEMBL's checksums.txt, binary marks, comments, blank lines, CRLF, a byte order mark, upper case", () => {
    const text = `\ufeff# chembl_34\r\n\r\n${hex(64).toUpperCase()} *chembl_34_sqlite.tar.gz\r\n${hex(64)}  chembl_34.fa.gz\r\n`;
    expect(readChecksums(text, 'checksums.txt').rows).toEqual([
      { path: 'chembl_34_sqlite.tar.gz', algo: 'sha256', value: hex(64) },
      { path: 'chembl_34.fa.gz', algo: 'sha256', value: hex(64) },
    ]);
  });

  it('tells digests by their length, in one list', () => {
    const lengths = [32, 40, 56, 64, 96, 128];
    const text = lengths.map((length) => `${hex(length)}  f${length}`).join('\n');
    expect(readChecksums(text, 'x').rows.map(({ algo }) => algo)).toEqual([
      'md5',
      'sha1',
      'sha224',
      'sha256',
      'sha384',
      'sha512',
    ]);
    expect(refusal(`${hex(32)}  ok\n${hex(50)}  f`)).toBe('line 2: no known digest has 50 hex digits');
  });

  it('reads escaped names, names with blanks, stars, parentheses and other scripts', () => {
    expect(paths(`\\${MD5}  a\\nb\\\\c\\rd`)).toEqual(['a\nb\\c\rd']);
    expect(paths(`${MD5}  a\\nb`)).toEqual(['a\\nb']);
    expect(paths(`${MD5}   led by a blank`)).toEqual([' led by a blank']);
    expect(paths(`${MD5}  *star`)).toEqual(['*star']);
    expect(paths(`${MD5} **star`)).toEqual(['*star']);
    expect(paths(`${MD5}  f (1) = x.txt `)).toEqual(['f (1) = x.txt ']);
    expect(paths(`${MD5}  データ/プレート é 🧬.csv`)).toEqual(['データ/プレート é 🧬.csv']);
    expect(refusal(`\\${MD5}  a\\tb`)).toBe('line 1: it names no file');
    expect(refusal(`\\${MD5}  a\\`)).toBe('line 1: it names no file');
  });

  it('reads what other hands write: one blank, or a tab', () => {
    expect(paths(`${MD5} one.gz\n${MD5}\ttwo.gz`)).toEqual(['one.gz', 'two.gz']);
  });

  it('refuses names that name no file', () => {
    for (const name of ['./', './/', 'folder/', 'a\0b'])
      expect(refusal(`${MD5}  ${name}`)).toBe('line 1: it names no file');
  });
});

describe('tags', () => {
  it("reads OpenSSL's, as PubMed's baseline publishes them, of either OpenSSL", () => {
    expect(readChecksums(`MD5(pubmed26n0001.xml.gz)= ${MD5}\n`, 'pubmed26n0001.xml.gz.md5')).toEqual({
      kind: 'tagged',
      rows: [{ path: 'pubmed26n0001.xml.gz', algo: 'md5', value: MD5 }],
    });
    expect(readChecksums(`SHA2-256(a.gz)= ${hex(64)}\nSHA256(b.gz)= ${hex(64)}`, 'x').rows).toEqual([
      { path: 'a.gz', algo: 'sha256', value: hex(64) },
      { path: 'b.gz', algo: 'sha256', value: hex(64) },
    ]);
  });

  it("reads BSD's, escaped ones too", () => {
    const text = `MD5 (a) b (c).txt) = ${MD5}\n\\SHA1 (x\\ny) = ${hex(40)}\nSHA3-512 (z) = ${hex(128)}\nCRC32 (q) = 0A0b0c0d`;
    expect(readChecksums(text, 'x').rows).toEqual([
      { path: 'a) b (c).txt', algo: 'md5', value: MD5 },
      { path: 'x\ny', algo: 'sha1', value: hex(40) },
      { path: 'z', algo: 'sha3-512', value: hex(128) },
      { path: 'q', algo: 'crc32', value: '0a0b0c0d' },
    ]);
  });

  it('refuses unknown digests and values of another length', () => {
    expect(refusal(`WHIRLPOOL (a) = ${hex(128)}`)).toBe('line 1: the digest WHIRLPOOL is not known');
    expect(refusal(`SHA256 (a) = ${MD5}`)).toBe('line 1: a SHA256 does not have 32 hex digits');
    expect(refusal(`HMAC-MD5(a)= ${MD5}`)).toBe('line 1: the digest HMAC-MD5 is not known');
    expect(refusal(`constructor(a)= ${MD5}`)).toBe('line 1: the digest constructor is not known');
  });
});

describe('tables of sum and cksum', () => {
  it("reads Ensembl's CHECKSUMS: sum and blocks, a tab, the name", () => {
    const text =
      '23590 47064\tHomo_sapiens.GRCh38.cdna.all.fa.gz\n03427     7\tREADME\n00000     0\tempty file\n';
    expect(readChecksums(text, 'CHECKSUMS')).toEqual({
      kind: 'sum',
      rows: [
        { path: 'Homo_sapiens.GRCh38.cdna.all.fa.gz', algo: 'sum-bsd', value: '23590 47064' },
        { path: 'README', algo: 'sum-bsd', value: '3427 7' },
        { path: 'empty file', algo: 'sum-bsd', value: '0 0' },
      ],
    });
  });

  it('takes a table with one larger number for one of cksum', () => {
    expect(readChecksums('4294967295 0 empty\n12 34 b', 'x')).toEqual({
      kind: 'cksum',
      rows: [
        { path: 'empty', algo: 'cksum', value: '4294967295 0', size: 0 },
        { path: 'b', algo: 'cksum', value: '12 34', size: 34 },
      ],
    });
    expect(refusal('4294967296 1 x')).toBe('line 1: its numbers are too large');
    expect(refusal('4294967295 9999999999999999 x')).toBe('line 1: its numbers are too large');
  });
});

describe('a digest alone', () => {
  it('belongs to the file that the list is named for', () => {
    for (const name of ['reads.fq.gz.md5', '/data/reads.fq.gz.md5sum', 'https://x.org/reads.fq.gz.MD5.txt'])
      expect(readChecksums(`${MD5}\n`, name)).toEqual({
        kind: 'bare',
        rows: [{ path: 'reads.fq.gz', algo: 'md5', value: MD5 }],
      });
  });

  it('is refused when the list is named for nothing, or holds two that differ', () => {
    expect(refusal(MD5, 'MD5SUMS')).toBe('line 1: it names no file');
    expect(refusal(MD5, '.md5')).toBe('line 1: it names no file');
    expect(refusal(`${MD5}\n${MD5_OTHER}`, 'a.md5')).toBe('"a" is listed twice, and the two do not agree');
  });
});

describe('any list', () => {
  it('keeps a repeated row once and refuses rows that disagree', () => {
    expect(paths(`${MD5}  a\n${MD5}  ./a\n${hex(40)}  a`)).toEqual(['a', 'a']);
    expect(refusal(`${MD5}  a\n${MD5_OTHER}  a`)).toBe('"a" is listed twice, and the two do not agree');
    expect(refusal('23590 1 a\n23590 2 a')).toBe('"a" is listed twice, and the two do not agree');
  });

  it('may mix lines of several forms, as md5sum -c takes them', () => {
    expect(readChecksums(`${MD5}  a\nMD5 (b) = ${MD5}\n`, 'x')).toEqual({
      kind: 'coreutils',
      rows: [
        { path: 'a', algo: 'md5', value: MD5 },
        { path: 'b', algo: 'md5', value: MD5 },
      ],
    });
  });

  it('refuses garbage with its line and no more of it than helps', () => {
    expect(refusal(`${MD5}  a\n\n404: Not Found\n`)).toBe(
      'line 3: not a checksum and a file name: "404: Not Found"',
    );
    expect(refusal(`\u001b[2J${'x'.repeat(1e6)}`).length).toBeLessThan(150);
    expect(refusal('a.fastq.gz\td41d8cd98f00b204e9800998ecf8427e')).toContain('line 1: not a checksum');
  });

  it('refuses a list without files', () => {
    for (const text of ['', '\n\n', '# nothing\r\n', '\ufeff'])
      expect(refusal(text)).toBe('it lists no files');
  });

  it('refuses a web page in place of a list', () => {
    expect(refusal('<!DOCTYPE html><html><body>gone</body></html>')).toContain('document type');
    expect(refusal('<html><body>gone</body></html>')).toBe('line 1: not a metalink: it begins with <html>');
  });
});
