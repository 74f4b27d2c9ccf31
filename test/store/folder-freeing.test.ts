import { afterEach, beforeEach, expect, it } from 'vitest';
import type { Store } from '../../src/store/contract.ts';
import type { Freeing } from '../../src/store/freeing.ts';
import type { Harness } from './conformance/harness.ts';
import { randomBlob, store } from './conformance/harness.ts';
import { folderHarness } from './folder-harness.ts';

let harness: Harness & { again(host?: string): Promise<Store> };
beforeEach(async () => {
  harness = await folderHarness();
});
afterEach(() => harness.remove());

const freeing = (of: Store): Freeing => {
  if (of.freeing === undefined) throw new Error('this store does not free');
  return of.freeing;
};

it('does not free what another process had begun to retire, and ended after the question', async () => {
  const [late, beside] = [randomBlob(100), randomBlob(200)];
  await store(harness.store, 'raw', late, beside);
  // Several, since runs have random names: one of them is nearly always looked at before the late one.
  for (let n = 0; n < 8; n++) {
    const early = randomBlob(5 * 1024 * 1024);
    await store(harness.store, 'raw', early);
    await freeing(harness.store).retire('raw', [early.id]);
  }
  const other = await harness.again('one');
  // Its run is there, and what it retires still in its place.
  const retiring = freeing(other).retire('raw', [late.id]);
  await freeing(harness.store).free(async () => {
    expect(await retiring).toMatchObject({ objects: 1 });
    return new Set();
  });
  expect(await harness.store.missing('raw', [late.id, beside.id])).toEqual(new Set());
  await other.close();
});
