import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Lake } from '../../src/lake/lake.ts';
import { verify } from '../../src/lake/verify.ts';
import { blobIdOf } from '../../src/records/ids.ts';
import { type FolderHarness, folderHarness } from '../store/folder-harness.ts';
import { commitFiles, type TempLake, tempLake } from './temp-lake.ts';

const RAW = 'raw/geo/GSE2034';

describe('verify', () => {
  let harness: FolderHarness;
  let temp: TempLake;
  let lake: Lake;
  beforeEach(async () => {
    harness = await folderHarness();
    temp = tempLake();
    lake = { ...temp, store: harness.store };
  });
  afterEach(async () => {
    await temp.close();
    await harness.remove();
  });

  for (const [what, text] of [
    ['a small file', 'the good bytes'],
    ['a large file', 'the good bytes '.repeat(400_000)],
  ] as const) {
    it(`names a damaged copy of ${what} until a commit of the good bytes has brought another`, async () => {
      const one = await commitFiles(lake, RAW, { kept: text, other: '1' });
      harness.flip?.('raw', blobIdOf(Buffer.from(text)));
      for (const choice of [{}, { versions: [one] }]) {
        const report = await verify(lake, choice);
        expect(report).toMatchObject({ ok: false, missing: [], damaged: [{ version: 'v1', path: 'kept' }] });
      }
      const two = await commitFiles(lake, RAW, { kept: text, other: '2' });
      for (const choice of [{}, { versions: [one, two] }])
        expect(await verify(lake, choice)).toMatchObject({ ok: true, damaged: [], missing: [] });
    });
  }
});
