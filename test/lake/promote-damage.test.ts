import { afterEach, beforeEach, expect, it } from 'vitest';
import type { Lake } from '../../src/lake/lake.ts';
import { promote } from '../../src/lake/promote.ts';
import { refHead } from '../../src/lake/ref-head.ts';
import { resolveRevision } from '../../src/lake/resolve-revision.ts';
import { blobIdOf } from '../../src/records/ids.ts';
import { parseRef } from '../../src/records/parse-ref.ts';
import { type FolderHarness, folderHarness } from '../store/folder-harness.ts';
import { commitFiles, type TempLake, tempLake } from './temp-lake.ts';

const RAW = 'raw/geo/GSE2034';
const PROCESSED = parseRef('processed/geo/GSE2034');
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

const up = async () =>
  promote(lake, await resolveRevision(lake, RAW), { author: 'Ada <ada@example.org>', message: 'm' });

for (const [what, text] of [
  ['a small file', 'the good bytes'],
  ['a large file', 'the good bytes '.repeat(400_000)],
] as const) {
  it(`of a version in which ${what} is damaged is refused, by name, until it is mended`, async () => {
    await commitFiles(lake, RAW, { 'bad.txt': text, 'good.txt': '1' });
    harness.flip?.('raw', blobIdOf(Buffer.from(text)));
    await expect(up()).rejects.toMatchObject({
      code: 'source-damaged',
      data: { revision: `${RAW}@v1`, files: [{ path: 'bad.txt' }] },
    });
    expect(await refHead(lake, PROCESSED)).toBeUndefined();
    await commitFiles(lake, RAW, { 'bad.txt': text, 'good.txt': '2' });
    const { made } = await up();
    expect((await refHead(lake, PROCESSED))?.commit).toBe(made?.id);
  });
}
