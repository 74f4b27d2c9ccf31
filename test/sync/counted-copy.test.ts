import { afterEach, beforeEach, expect, test } from 'vitest';
import { parseRef } from '../../src/records/parse-ref.ts';
import { push } from '../../src/sync/push.ts';
import type { TransferProgress } from '../../src/sync/transfer-progress.ts';
import { commitFiles, type TempLake, tempLake } from '../lake/temp-lake.ts';

const ACTOR = 'Ada Example <ada@example.org>';
let local: TempLake;
let lab: TempLake;
beforeEach(() => {
  [local, lab] = [tempLake(), tempLake()];
});
afterEach(() => Promise.all([local.close(), lab.close()]));

async function pushed(ref: string): Promise<readonly TransferProgress[]> {
  const told: TransferProgress[] = [];
  const onProgress = (done: TransferProgress) => told.push(done);
  await push(local, { name: 'lab', lake: lab }, [parseRef(ref)], { actor: ACTOR, onProgress });
  return told;
}

const large = (letter: string) => letter.repeat(20 * 1024 * 1024);

test('long work is counted first, and ends where it was said to end', async () => {
  await commitFiles(local, 'raw/lab/a', { x: large('x'), y: large('y'), small: 's' });
  const first = await pushed('raw/lab/a');
  expect(first.length).toBeGreaterThan(3);
  const totals = new Set(first.map(({ ofObjects, ofBytes }) => `${ofObjects} ${ofBytes}`));
  expect(totals.size).toBe(1);
  expect(first.at(-1)).toMatchObject({ ref: 'raw/lab/a', objects: 5, ofObjects: 5 });
  expect(first.at(-1)?.bytes).toBe(first.at(-1)?.ofBytes);
  // Only what is new counts.
  await commitFiles(local, 'raw/lab/a', { x: large('x'), y: large('y'), small: 'other' });
  const second = (await pushed('raw/lab/a')).at(-1);
  expect(second).toMatchObject({ objects: 3, ofObjects: 3 });
  expect(second?.bytes).toBeLessThan(1000);
});

test('what is quick is not counted first', async () => {
  await commitFiles(local, 'raw/lab/a', { small: 's' });
  for (const done of await pushed('raw/lab/a')) expect(done.ofObjects).toBeUndefined();
});
