import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { packFolder, unpackFolder } from '../../src/catalog/template/archive.ts';
import { findTemplate } from '../../src/catalog/template/find-template.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'dlake-template-test-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const listing = (root: string) =>
  readdirSync(root, { recursive: true, encoding: 'utf8' })
    .toSorted()
    .map((path) => {
      const stat = statSync(join(root, path));
      return stat.isDirectory()
        ? [path]
        : [path, stat.mode & 0o777, readFileSync(join(root, path), 'latin1')];
    });

describe('an archive', () => {
  it('gives back files, empty files and empty folders, for their owner only', () => {
    const from = join(folder, 'from');
    mkdirSync(join(from, 'a', 'b'), { recursive: true });
    mkdirSync(join(from, 'empty'));
    writeFileSync(join(from, 'a', 'b', 'x'), Buffer.from([0, 255, 10]), { mode: 0o644 });
    writeFileSync(join(from, 'a-b'), 'beside a folder of a like name', { mode: 0o600 });
    writeFileSync(join(from, 'zero'), '', { mode: 0o600 });
    unpackFolder(packFolder(from), join(folder, 'to'));
    const expected = listing(from).map(([path, mode, bytes]) =>
      mode === undefined ? [path] : [path, 0o600, bytes],
    );
    expect(listing(join(folder, 'to'))).toEqual(expected);
    expect(statSync(join(folder, 'to', 'a')).mode & 0o777).toBe(0o700);
  });

  it('is not unpacked over what is there', () => {
    mkdirSync(join(folder, 'from'));
    expect(() => unpackFolder(packFolder(join(folder, 'from')), folder)).toThrow(/EEXIST/);
  });
});

describe('the template', () => {
  it('is small: a few megabytes packed, a few hundred files', async () => {
    const template = await findTemplate();
    expect(template.length).toBeLessThan(4 * 1024 * 1024);
    unpackFolder(template, join(folder, 'data'));
    expect(readdirSync(join(folder, 'data'), { recursive: true }).length).toBeLessThan(600);
  });
});
