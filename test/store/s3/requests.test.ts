import { afterEach, beforeEach, expect, it } from 'vitest';
import { all, Files, randomBlob, rows } from '../conformance/harness.ts';
import { onEachServer } from './on-each-server.ts';
import { type S3Harness, s3Harness } from './s3-harness.ts';

const FILES = 20_000;
const BYTES = 8192;

onEachServer('requests do not grow with the number of files', (server) => {
  let harness: S3Harness;
  let files: Files;
  beforeEach(async () => {
    harness = await s3Harness(server());
    files = new Files();
  });
  afterEach(async () => {
    files.remove();
    await harness.remove();
  });

  it('20,000 small objects are sent, asked for and written in a handful', { timeout: 300_000 }, async () => {
    const samples = Array.from({ length: FILES }, () => randomBlob(BYTES));
    const ids = samples.map(({ id }) => id);
    const session = await harness.store.session('raw');
    for (const { id, bytes } of samples) session.put(id, bytes);
    expect(await session.flush()).toEqual({ objects: FILES, bytes: FILES * BYTES });
    await session.close();
    // Five packs, each put and read back.
    expect(harness.store.requests).toBe(10);

    const again = await harness.again();
    expect(await again.missing('raw', ids)).toEqual(new Set());
    expect(again.requests).toBe(0);
    const next = await again.session('raw');
    for (const { id, bytes } of samples) next.put(id, bytes);
    expect(await next.flush()).toEqual({ objects: 0, bytes: 0 });
    await next.close();
    expect(again.requests).toBe(0);

    const list = samples.map(({ id, bytes }, index) => ({
      index,
      path: `${index % 100}/${index}`,
      blob: id,
      size: bytes.length,
      executable: false,
    }));
    const written = await rows(again.materialise('raw', files.path('tree'), list, { linkMode: 'copy' }));
    expect(written.filter(({ result }) => result === 'written')).toHaveLength(FILES);
    expect(again.requests).toBeLessThan(60);

    const before = again.requests;
    const copied = await again.session('processed');
    expect((await copied.adopt('raw', ids)).size).toBe(FILES);
    await copied.flush();
    await copied.close();
    expect(again.requests - before).toBeLessThanOrEqual(10);
    expect(await again.missing('processed', ids)).toEqual(new Set());
    expect((await all(again.verify('processed', ids.slice(0, 5)))).map(({ kind }) => kind)).toEqual([
      'progress',
    ]);
  });
});
