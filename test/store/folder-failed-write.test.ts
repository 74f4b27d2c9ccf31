import { readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { pieces, randomBlob, record, store } from './conformance/harness.ts';
import { type FolderHarness, folderHarness } from './folder-harness.ts';

let harness: FolderHarness;
beforeEach(async () => {
  harness = await folderHarness();
});
afterEach(() => harness.remove());

/** Puts files in the way of those that the only open session is about to make. */
function blockSession(): void {
  const [owner = ''] = readdirSync(join(harness.root, 'tmp'));
  const [session = ''] = readdirSync(join(harness.root, 'tmp', owner));
  for (let n = 1; n < 10; n++) writeFileSync(join(harness.root, 'tmp', owner, session, `m-${n}`), '');
}

for (const [what, sample] of [
  ['a record', record('long '.repeat(1_000_000))],
  ['a large blob', randomBlob(5 * 1024 * 1024)],
] as const) {
  it(`a session that could not write ${what} of a stream never says that it is durable`, async () => {
    const waiting = record('taken before');
    const session = await harness.store.session('raw');
    await session.putStream(waiting.id, pieces(waiting.bytes, 5));
    blockSession();
    const unwritable = expect.objectContaining({ code: 'store-unwritable' });
    await expect(session.putStream(sample.id, pieces(sample.bytes, 100_000))).rejects.toEqual(unwritable);
    await expect(session.putStream(sample.id, pieces(sample.bytes, 100_000))).rejects.toEqual(unwritable);
    await expect(session.flush()).rejects.toEqual(unwritable);
    await session.close();
    const both = [waiting.id, sample.id];
    expect(await harness.store.missing('raw', both)).toEqual(new Set(both));
    await store(harness.store, 'raw', waiting, sample);
    expect(await harness.store.missing('raw', both)).toEqual(new Set());
  });
}
