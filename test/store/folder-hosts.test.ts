import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { runChild } from './children.ts';
import { all, Files } from './conformance/harness.ts';
import { type FolderHarness, folderHarness } from './folder-harness.ts';

describe('two hosts on one folder', () => {
  let harness: FolderHarness;
  beforeEach(async () => {
    harness = await folderHarness();
  });
  afterEach(() => harness.remove());

  const hostArgs = (host: string) => [harness.root, join(harness.root, '..', `cache of ${host}`), host];

  it('append to the same log and to different logs, and lose nothing', async () => {
    const before = await harness.store.logs.changes();
    const run = (host: string, own: string) =>
      runChild('append-entries', [...hostArgs(host), '15', 'refs/lab/same', own]);
    await Promise.all([run('left', 'refs/lab/left'), run('right', 'refs/lab/right')]);
    const { logs } = harness.store;
    expect((await logs.head('raw', 'refs/lab/same'))?.seq).toBe(30);
    const texts: string[] = [];
    for (let seq = 1; seq <= 30; seq++) {
      texts.push(Buffer.from((await logs.read('raw', 'refs/lab/same', seq))?.bytes ?? []).toString());
    }
    for (const host of ['left', 'right']) {
      const expected = Array.from({ length: 15 }, (_, n) => `${host} ${n}`);
      expect(texts.filter((text) => text.startsWith(host))).toEqual(expected);
      expect((await logs.head('raw', `refs/lab/${host}`))?.seq).toBe(15);
    }
    expect(await all(harness.store.check('raw'))).toEqual([]);
    const changes = await logs.changes(before.cursor);
    expect(changes.complete).toBe(false);
    expect(changes.subjects.map(({ subject }) => subject).sort()).toEqual([
      'refs/lab/left',
      'refs/lab/right',
      'refs/lab/same',
    ]);
  });

  it('store the same files and different ones at once', async () => {
    const [left, right] = [new Files(), new Files()];
    for (let n = 0; n < 300; n++) {
      left.write(`l${n}`, `${n < 200 ? 'both' : 'left'} ${n}`);
      right.write(`r${n}`, `${n < 200 ? 'both' : 'right'} ${n}`);
    }
    const large = Buffer.alloc(5 * 1024 * 1024, 'large');
    left.write('large', large);
    right.write('large', large);
    await Promise.all([
      runChild('store-files', [...hostArgs('left'), left.root]),
      runChild('store-files', [...hostArgs('right'), right.root]),
    ]);
    const ids = new Set<string>();
    for (const { root } of [left, right]) {
      const session = await harness.store.session('raw');
      const files = Array.from({ length: 300 }, (_, n) => ({
        index: n,
        path: `${root === left.root ? 'l' : 'r'}${n}`,
        size: 10,
      }));
      for await (const batch of session.ingest(root, [
        ...files,
        { index: 300, path: 'large', size: large.length },
      ])) {
        for (const file of batch) {
          expect(file).toMatchObject({ result: 'hashed', stored: false });
          if (file.result === 'hashed') ids.add(file.id);
        }
      }
      await session.close();
    }
    expect(ids.size).toBe(401);
    expect((await all(harness.store.verify('raw', 'all'))).filter(({ kind }) => kind !== 'progress')).toEqual(
      [],
    );
    left.remove();
    right.remove();
  });
});
