import { describe, expect, it } from 'vitest';
import { readChecksums } from '../../src/checksums/read-checksums.ts';
import { isDlakeError } from '../../src/errors.ts';

const MD5 = 'd41d8cd98f00b204e9800998ecf8427e';
const SHA256 = 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855';

/** In the style of UniProt's RELEASE.metalink. */
const UNIPROT = `<?xml version="1.0" encoding="UTF-8"?>
<metalink version="3.0" xmlns="http://www.metalinker.org/" type="static" generator="UniProt release">
  <identity>UniProt Knowledgebase</identity>
  <version>2026_03</version>
  <publisher><name>UniProt Consortium</name><url>https://www.uniprot.org</url></publisher>
  <files>
    <file name="uniprot_sprot.fasta.gz">
      <size>92583916</size>
      <verification>
        <hash type="md5">${MD5}</hash>
      </verification>
      <resources maxconnections="2">
        <url location="gb" preference="100" type="ftp">ftp://ftp.ebi.ac.uk/pub/x</url>
      </resources>
    </file>
    <file name="README"><size>5000</size></file>
  </files>
</metalink>
`;

/** A metalink 4 in the style of RFC 5854, section 1.1, with pieces. */
const VERSION_4 = `<?xml version="1.0" encoding="UTF-8"?>
<m:metalink xmlns:m="urn:ietf:params:xml:ns:metalink">
  <m:published>2026-05-15T12:23:23Z</m:published>
  <m:file name="sub/a &amp; b &#x1F9EC;.ext">
    <m:size>14471447</m:size>
    <m:hash type="sha-256">
      ${SHA256.toUpperCase()}
    </m:hash>
    <m:hash type="sdhash-512">abc</m:hash>
    <m:pieces length="262144" type="sha-1"><m:hash>${'0'.repeat(40)}</m:hash></m:pieces>
  </m:file>
</m:metalink>`;

function refusal(text: string): string {
  try {
    readChecksums(text, 'RELEASE.metalink');
  } catch (error) {
    if (isDlakeError(error, 'checksums-invalid')) return error.data.reason;
    throw error;
  }
  throw new Error(`accepted: ${text}`);
}

const file = (inside: string, attributes = 'name="f"') =>
  `<metalink><file ${attributes}>${inside}</file></metalink>`;

describe('metalink', () => {
  it("reads version 3, as UniProt's", () => {
    expect(readChecksums(UNIPROT, 'RELEASE.metalink')).toEqual({
      kind: 'metalink',
      rows: [
        { path: 'uniprot_sprot.fasta.gz', algo: 'md5', value: MD5, size: 92583916 },
        { path: 'README', algo: 'size', value: '5000', size: 5000 },
      ],
    });
  });

  it('reads version 4, prefixes and references, and passes over pieces and hashes it does not know', () => {
    expect(readChecksums(`\ufeff${VERSION_4}`, 'x.meta4').rows).toEqual([
      { path: 'sub/a & b 🧬.ext', algo: 'sha256', value: SHA256, size: 14471447 },
    ]);
  });

  it('gives a row for each hash of a file', () => {
    const text = file(`<hash type="md5">${MD5}</hash><hash type="sha-256">${SHA256}</hash>`);
    expect(readChecksums(text, 'x').rows).toEqual([
      { path: 'f', algo: 'md5', value: MD5 },
      { path: 'f', algo: 'sha256', value: SHA256 },
    ]);
  });

  it('refuses document types and entities', () => {
    const bomb = `<?xml version="1.0"?>\n<!DOCTYPE m [<!ENTITY a "aa"><!ENTITY b "&a;&a;">]>\n`;
    expect(refusal(`${bomb}${file(`<hash type="md5">&b;</hash>`)}`)).toBe(
      'line 2: a metalink has no document type',
    );
    const outside = '<!DOCTYPE m SYSTEM "file:///etc/passwd">';
    expect(refusal(outside + file(''))).toBe('line 1: a metalink has no document type');
    expect(refusal(file('<size>&a;</size>'))).toContain('undefined entity');
  });

  it('refuses what is not well-formed, with the line', () => {
    expect(refusal('<metalink>\n<files>\n</metalink>')).toContain('line 3: ');
    expect(refusal('<metalink>')).toContain('unclosed tag: metalink');
    expect(refusal(UNIPROT.slice(0, 500))).toContain('line ');
    expect(refusal(file(`<hash type="md5" type="md5">${MD5}</hash>`))).toContain('duplicate attribute');
  });

  it('refuses values that are not of their kind, files without a name, and nesting without end', () => {
    expect(refusal(file(`<hash type="sha-256">${MD5}</hash>`))).toContain('not a sha-256');
    expect(refusal(file('<size>-1</size>'))).toContain('not a size');
    expect(refusal(file('<size>1e3</size>'))).toContain('not a size');
    expect(refusal(file('<size>99999999999999999999</size>'))).toContain('not a size');
    expect(refusal(file('', ''))).toBe('line 1: a file without a name');
    expect(refusal(`<metalink>${'<a>'.repeat(100_000)}`)).toContain('nested too deeply');
  });

  it('refuses another root, and a metalink without files', () => {
    expect(refusal(`<rss><metalink>${file('')}</metalink></rss>`)).toContain('not a metalink');
    expect(refusal('<metalink xmlns="http://www.metalinker.org/"><files/></metalink>')).toBe(
      'it lists no files',
    );
  });

  it('refuses a file listed twice with sums or sizes that disagree', () => {
    const one = (size: number) => `<file name="f"><size>${size}</size><hash type="md5">${MD5}</hash></file>`;
    expect(readChecksums(`<metalink>${one(1)}${one(1)}</metalink>`, 'x').rows).toHaveLength(1);
    expect(refusal(`<metalink>${one(1)}${one(2)}</metalink>`)).toBe(
      '"f" is listed twice, and the two do not agree',
    );
  });
});
