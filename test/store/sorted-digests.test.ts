import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { sha256Hex } from '../../src/records/sha256.ts';
import { DigestSpool } from '../../src/store/digest-spool.ts';

const digests = (from: number, to: number): string[] =>
  Array.from({ length: to - from }, (_, n) => sha256Hex(`${from + n}`));

describe('digests on disk', () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'dlake-digests-'));
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  it('has what was added, once, and nothing else', () => {
    const spool = new DigestSpool(folder);
    for (const digest of [...digests(0, 50_000), ...digests(0, 50_000).reverse()]) spool.add(digest);
    const set = spool.sorted();
    expect(set.size).toBe(50_000);
    expect(digests(0, 50_000).filter((digest) => !set.has(digest))).toEqual([]);
    expect(digests(50_000, 60_000).filter((digest) => set.has(digest))).toEqual([]);
    set.close();
  });

  it('is right about digests that begin alike', () => {
    const spool = new DigestSpool(folder);
    const alike = (n: number) => `abcdefabcdef${sha256Hex(`${n}`).slice(12)}`;
    for (let n = 0; n < 1000; n++) spool.add(alike(n));
    for (const digest of digests(0, 1000)) spool.add(digest);
    const set = spool.sorted();
    expect(set.size).toBe(2000);
    for (let n = 0; n < 1000; n++) expect(set.has(alike(n))).toBe(true);
    for (let n = 1000; n < 2000; n++) expect(set.has(alike(n))).toBe(false);
    set.close();
  });

  it('may be empty', () => {
    const set = new DigestSpool(folder).sorted();
    expect([set.size, set.has(sha256Hex('a'))]).toEqual([0, false]);
    set.close();
  });
});
