import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect, it } from 'vitest';
import { makeFolder } from '../../src/store/writing/make-folder.ts';

const run = promisify(execFile);
const MODULE = new URL('../../src/store/writing/make-folder.ts', import.meta.url).href;

it('makes a folder and those above it, while other processes do the same', async () => {
  const root = mkdtempSync(join(tmpdir(), 'dlake-folders-'));
  const script = `
    const { makeFolder } = await import(${JSON.stringify(MODULE)});
    for (let n = 0; n < 3000; n++) makeFolder(${JSON.stringify(root)} + '/' + n + '/a/b/c');`;
  try {
    await Promise.all([1, 2, 3].map(() => run(process.execPath, ['--input-type=module', '-e', script])));
    expect(statSync(join(root, '2999/a/b/c')).isDirectory()).toBe(true);
  } finally {
    rmSync(root, { recursive: true });
  }
});

it('says why a folder can not be made', () => {
  expect(() => makeFolder('/proc/dlake/a')).toThrow(/ENOENT/);
  expect(() => makeFolder('/dev/null/a')).toThrow(/ENOTDIR/);
});
