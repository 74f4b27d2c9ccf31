import { execFileSync } from 'node:child_process';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { DIGESTS, type DigestName, digestStream, isDigestName } from '../../src/records/digest-stream.ts';

function digest(name: DigestName, ...pieces: readonly Uint8Array[]): string {
  const stream = digestStream(name);
  for (const piece of pieces) stream.update(piece);
  return stream.text();
}

/** The tool that is each digest's other implementation, and the numbers or hex that it prints. */
const TOOLS: Readonly<Partial<Record<DigestName, readonly string[]>>> = {
  md5: ['md5sum'],
  sha1: ['sha1sum'],
  sha224: ['sha224sum'],
  sha256: ['sha256sum'],
  sha384: ['sha384sum'],
  sha512: ['sha512sum'],
  'sha3-256': ['openssl', 'dgst', '-sha3-256', '-r'],
  'sha3-512': ['openssl', 'dgst', '-sha3-512', '-r'],
  cksum: ['cksum'],
  'sum-bsd': ['sum', '-r'],
  'sum-sysv': ['sum', '-s'],
};

function byTool(name: DigestName, bytes: Uint8Array): string {
  const [tool = '', ...options] = TOOLS[name] ?? [];
  const out = execFileSync(tool, options, { input: bytes, encoding: 'utf8' });
  const words = out.trim().split(/\s+/);
  return /sum-|cksum/.test(name) ? words.slice(0, 2).map(Number).join(' ') : (words[0] ?? '');
}

describe('digests', () => {
  const large = Uint8Array.from({ length: 300_007 }, (_, i) => (i * 31 + (i >> 8)) % 256);
  for (const name of DIGESTS)
    if (TOOLS[name] !== undefined)
      it(`${name} is what ${TOOLS[name]?.join(' ')} prints`, () => {
        for (const bytes of [new Uint8Array(), Uint8Array.of(0), Buffer.from('123456789'), large])
          expect(digest(name, bytes)).toBe(byTool(name, bytes));
      });

  it('crc32 is the IEEE one: its check value', () => {
    expect(digest('crc32', Buffer.from('123456789'))).toBe('cbf43926');
    expect(digest('crc32')).toBe('00000000');
  });

  it('do not depend on how the bytes are cut', () => {
    const pieces = fc.array(fc.uint8Array({ maxLength: 50 }), { maxLength: 5 });
    fc.assert(
      fc.property(fc.constantFrom(...DIGESTS), pieces, (name, cut) => {
        expect(digest(name, ...cut)).toBe(digest(name, Buffer.concat(cut)));
      }),
    );
  });

  it('know their names', () => {
    expect(isDigestName('sum-bsd')).toBe(true);
    expect(isDigestName('sha0')).toBe(false);
  });
});
