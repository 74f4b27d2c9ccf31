import { gzipSync } from 'node:zlib';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { Files, type Harness, type MakeHarness, randomBlob, rows } from './harness.ts';

/** What else ingest finds out in the pass that hashes. */
export function inspectionCases(make: MakeHarness): void {
  describe('the pass that hashes', () => {
    let harness: Harness;
    let files: Files;
    beforeEach(async () => {
      harness = await make();
      files = new Files();
    });
    afterEach(async () => {
      files.remove();
      await harness.remove();
    });

    const one = async (
      bytes: Uint8Array | string,
      wish: { digests?: readonly string[]; gzip?: boolean } = {},
    ) => {
      const session = await harness.store.session('raw');
      const [result] = await rows(session.ingest(files.root, [{ ...files.write('file', bytes), ...wish }]));
      await session.close();
      return result;
    };

    // Values of md5sum, sha1sum, sha384sum, sha512sum, gzip's trailer, cksum, sum -r and sum -s.
    it('computes the digests that sources publish', async () => {
      const digests = ['md5', 'sha1', 'sha256', 'crc32', 'cksum', 'sum-bsd', 'sum-sysv', 'sha384', 'sha512'];
      expect(await one('The quick brown fox jumps over the lazy dog', { digests })).toMatchObject({
        digests: {
          md5: '9e107d9d372bb6826bd81d3542a419d6',
          sha1: '2fd4e1c67a2d28fced849ee1bb76e7391b93eb12',
          sha256: 'd7a8fbb307d7809469ca9abcb0082e4f8d5651e46d3cdb762d02d0bf37c9e592',
          crc32: '414fa339',
          cksum: '2074844392 43',
          'sum-bsd': '50542 1',
          'sum-sysv': '4057 1',
          sha384:
            'ca737f1014a48f4c0b6dd43cb177b0afd9e5169367544c494011e3317dbf9a509cb1e5dc1e85a941bbee3d7f2afbc9b1',
          sha512:
            '07e547d9586f6a73f73fbac0435ed76951218fb7d0c8d788a309d785436bbb642e93a252a954f23912547d1e8a3b5ed6e1bfd7097821233fa0538f3db854fee6',
        },
      });
      expect(await one('', { digests: ['md5', 'cksum', 'sum-bsd', 'crc32'] })).toMatchObject({
        digests: {
          md5: 'd41d8cd98f00b204e9800998ecf8427e',
          cksum: '4294967295 0',
          'sum-bsd': '0 0',
          crc32: '00000000',
        },
      });
    });

    it('computes them of large files too, however these get into the store', async () => {
      const bytes = Buffer.alloc(5 * 1024 * 1024, 'dlake');
      for (const linkMode of ['copy', 'hardlink'] as const) {
        const session = await harness.store.session('raw', { linkMode });
        const list = [{ ...files.write(`large ${linkMode}`, bytes), digests: ['md5', 'sum-bsd', 'cksum'] }];
        const [result] = await rows(session.ingest(files.root, list));
        await session.flush();
        await session.close();
        expect(result).toMatchObject({
          digests: { md5: LARGE.md5, 'sum-bsd': LARGE.sum, cksum: LARGE.cksum },
        });
      }
    });

    it('refuses a digest that it does not know', async () => {
      await expect(one('x', { digests: ['md17'] })).rejects.toMatchObject({ code: 'usage-invalid' });
    });

    it('checks gzip streams by their own CRC', async () => {
      const plain = Buffer.concat([randomBlob(300_000).bytes, Buffer.alloc(2_000_000, 'ACGT')]);
      const member = gzipSync(plain);
      const flipped = Buffer.from(member);
      flipped[member.length - 6] = (flipped[member.length - 6] as number) ^ 1;
      const second = Buffer.concat([member, member]);
      second[member.length] = 0x20;
      const whole = [
        member,
        Buffer.concat([member, gzipSync(''), member]),
        Buffer.concat([member, Buffer.alloc(700)]),
      ];
      for (const bytes of whole) expect(await one(bytes, { gzip: true })).not.toHaveProperty('gzipError');
      const damaged = [
        member.subarray(0, member.length - 1),
        member.subarray(0, member.length / 2),
        Buffer.concat([member, member.subarray(0, 5)]),
        flipped,
        second,
        Buffer.concat([member, Buffer.alloc(100), Buffer.from('<html>')]),
        Buffer.from('plain text'),
        Buffer.alloc(0),
      ];
      for (const bytes of damaged) {
        expect(await one(bytes, { gzip: true })).toMatchObject({
          result: 'hashed',
          gzipError: expect.any(String),
        });
      }
      expect(await one(damaged[0] as Uint8Array)).not.toHaveProperty('gzipError');
    });

    it('checks members that end where a piece of reading ends', async () => {
      const piece = 256 * 1024;
      const empty = gzipSync('');
      const filler = gzipSync(Buffer.alloc(piece * 2, 'x'), { level: 0 });
      const name = Buffer.alloc(1, 0);
      const header = Buffer.from(filler);
      header[3] = 0x08;
      const padded = (length: number) =>
        Buffer.concat([header.subarray(0, 10), Buffer.alloc(length, 'n'), name, header.subarray(10)]);
      const length = piece * 3 - (filler.length + 1);
      const aligned = padded(length);
      expect(aligned.length % piece).toBe(0);
      const large = Buffer.concat([aligned, aligned, aligned, aligned, aligned, aligned]);
      expect(await one(Buffer.concat([large, empty]), { gzip: true })).not.toHaveProperty('gzipError');
      expect(await one(Buffer.concat([large, Buffer.from('junk')]), { gzip: true })).toHaveProperty(
        'gzipError',
      );
      expect(await one(Buffer.concat([large, Buffer.alloc(9)]), { gzip: true })).not.toHaveProperty(
        'gzipError',
      );
    });

    it('knows a page that came in place of data', async () => {
      const pages = [
        '<html><body>',
        '<!DOCTYPE html>',
        '\ufeff\n\t <HTML lang="en">',
        '<!doctype HTML PUBLIC "x">',
        '<html',
      ];
      for (const page of pages) expect(await one(page)).toMatchObject({ looksLikeHtml: true });
      const others = [
        '',
        '<htmlx>',
        'html',
        '<xml>',
        'text <html>',
        '<!doctype xml>',
        `${' '.repeat(600)}<html>`,
      ];
      for (const other of others) expect(await one(other)).not.toHaveProperty('looksLikeHtml');
      expect(await one(`<html>${'x'.repeat(5_000_000)}`)).toMatchObject({ looksLikeHtml: true });
    });
  });
}

// Of md5sum, sum -r and cksum.
const LARGE = { md5: 'c5085bf65b5c482556ad13194ab9f8e4', sum: '35995 5120', cksum: '1115497626 5242880' };
