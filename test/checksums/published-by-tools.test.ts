import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { digestsWanted } from '../../src/checksums/digests-wanted.ts';
import { gradeFiles } from '../../src/checksums/grade-files.ts';
import { matchChecksums } from '../../src/checksums/match-checksums.ts';
import { readChecksums } from '../../src/checksums/read-checksums.ts';
import { digestStream } from '../../src/records/digest-stream.ts';

/** What the tools themselves print for hostile names and sizes around their blocks, read and found to agree. */
const NAMES = [
  'plain.txt',
  'with blank (1).csv',
  ' led',
  '-dash',
  'new\nline',
  'back\\slash',
  'ré🧬',
  '*star',
];
const SIZES = [0, 1, 511, 512, 513, 1023, 1024, 1025];
const TOOLS: readonly (readonly [string, readonly string[], string])[] = [
  ['md5sum', [], 'verified-weak'],
  ['md5sum', ['--binary'], 'verified-weak'],
  ['md5sum', ['--tag'], 'verified-weak'],
  ['sha1sum', [], 'verified-weak'],
  ['sha224sum', [], 'verified-strong'],
  ['sha256sum', [], 'verified-strong'],
  ['sha256sum', ['--tag'], 'verified-strong'],
  ['sha384sum', [], 'verified-strong'],
  ['sha512sum', ['--tag'], 'verified-strong'],
];
/** These don't escape newlines, so they can't list such a file. */
const PLAIN_TOOLS: typeof TOOLS = [
  ['sum', ['-r'], 'verified-weak'],
  ['cksum', [], 'verified-weak'],
  ['openssl', ['md5'], 'verified-weak'],
  ['openssl', ['sha256'], 'verified-strong'],
  ['openssl', ['sha3-512'], 'verified-strong'],
];

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'dlake-checksums-'));
  for (const [at, name] of NAMES.entries()) {
    const bytes = Buffer.from(Array.from({ length: SIZES[at] ?? 0 }, (_, i) => (i * 37 + at) % 256));
    writeFileSync(join(folder, name), bytes);
  }
});
afterAll(() => rmSync(folder, { recursive: true }));

function check(tool: string, options: readonly string[], names: readonly string[]) {
  const published = execFileSync(tool, [...options, ...names.map((name) => `./${name}`)], {
    cwd: folder,
    encoding: 'utf8',
  });
  const { rows } = readChecksums(published, tool);
  const match = matchChecksums([{ from: tool, rows }], names);
  expect(match.notDownloaded).toEqual([]);
  const files = names.map((path) => {
    const bytes = readFileSync(join(folder, path));
    const digests = digestsWanted(match, path).map((name) => {
      const digest = digestStream(name);
      digest.update(bytes);
      return [name, digest.text()] as const;
    });
    const sha256 = createHash('sha256').update(bytes).digest('hex');
    return { path, size: bytes.length, sha256, digests: Object.fromEntries(digests) };
  });
  return gradeFiles(match, files);
}

describe('what is published with', () => {
  for (const [tool, options, grade] of TOOLS)
    it(`${tool} ${options.join(' ')}`, () => {
      const { mismatch, expected } = check(tool, options, NAMES);
      expect(mismatch).toBeUndefined();
      expect(expected.map((file) => file.grade)).toEqual(NAMES.map(() => grade));
    });

  for (const [tool, options, grade] of PLAIN_TOOLS)
    it(`${tool} ${options.join(' ')}`, () => {
      const names = NAMES.filter((name) => !name.includes('\n'));
      const { mismatch, expected } = check(tool, options, names);
      expect(mismatch).toBeUndefined();
      expect(expected.map((file) => file.grade)).toEqual(names.map(() => grade));
    });
});
