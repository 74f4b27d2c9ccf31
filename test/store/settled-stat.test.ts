import { closeSync, openSync, utimesSync, writeSync } from 'node:fs';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { sameFile } from '../../src/store/reading/file-stat.ts';
import { settledStat } from '../../src/store/reading/settled-stat.ts';
import { Files } from './conformance/harness.ts';

let files: Files;
beforeEach(() => {
  files = new Files();
});
afterEach(() => files.remove());

it('a write right after a settled stat always shows, however quick it is', () => {
  files.write('f', 'x');
  const file = openSync(files.path('f'), 'r+');
  for (let round = 0; round < 30; round++) {
    writeSync(file, String(round % 10), 0);
    const before = settledStat(file);
    writeSync(file, 'y', 0);
    expect(sameFile(before, settledStat(file))).toBe(false);
  }
  closeSync(file);
});

it('a file from the future or of long ago is not waited for', () => {
  files.write('f', 'x');
  for (const time of [Math.floor(Date.now() / 1000) + 3600, 1]) {
    utimesSync(files.path('f'), time, time);
    const file = openSync(files.path('f'), 'r');
    expect(Number(settledStat(file).mtimeMs)).toBe(time * 1000);
    closeSync(file);
  }
});
