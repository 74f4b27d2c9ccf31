import { chmodSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { all } from './conformance/harness.ts';
import { type FolderHarness, folderHarness } from './folder-harness.ts';

const NAMES = Array.from({ length: 1200 }, (_, n) => `remotes/lab/raw/geo/GSE${n}`);
const ENTRIES = NAMES.map((subject) => ({
  layer: 'raw' as const,
  subject,
  seq: 1,
  bytes: Buffer.from(`entry of ${subject}`),
}));

describe('many entries of a folder store', () => {
  let harness: FolderHarness;
  const path = process.env.PATH;
  beforeEach(async () => {
    harness = await folderHarness();
  });
  afterEach(async () => {
    process.env.PATH = path;
    await harness.remove();
  });

  /** A `sync` that does `script`, and no other. */
  function programs(script: string | undefined): void {
    const bin = join(harness.root, '..', 'bin');
    mkdirSync(bin);
    if (script !== undefined) {
      writeFileSync(join(bin, 'sync'), `#!/bin/sh\n${script}\n`);
      chmodSync(join(bin, 'sync'), 0o755);
    }
    process.env.PATH = bin;
  }

  const isWhole = async () => {
    const other = await harness.again();
    expect(await all(other.logs.subjects('raw', 'remotes/'))).toEqual(NAMES.toSorted());
    for (const { layer, subject, bytes } of ENTRIES)
      expect(Buffer.from((await other.logs.head(layer, subject))?.bytes ?? [])).toEqual(bytes);
    expect(await all(other.check('raw'))).toEqual([]);
    await other.close();
  };

  it('are all made, and known to the feed', async () => {
    const { cursor } = await harness.store.logs.changes();
    expect(await harness.store.logs.appendAll(ENTRIES)).toEqual(NAMES.map(() => true));
    await isWhole();
    const { subjects, complete } = await harness.store.logs.changes(cursor);
    expect(complete).toBe(false);
    expect(subjects.map(({ subject }) => subject).sort()).toEqual(NAMES.toSorted());
    expect(await harness.store.logs.appendAll(ENTRIES)).toEqual(NAMES.map(() => false));
  });

  it.each([
    ['there is no program for it', undefined],
    ['it is another program', 'exit 1'],
  ])('are made one by one where a file system is not flushed as a whole: %s', async (_, script) => {
    programs(script);
    expect(await harness.store.logs.appendAll(ENTRIES.slice(0, 150))).toEqual(
      NAMES.slice(0, 150).map(() => true),
    );
    expect(await all(harness.store.logs.subjects('raw', 'remotes/'))).toHaveLength(150);
  });

  it.each([1, 2, 3, 4])(
    'are not told to be made when flush %i fails, and can be made again',
    async (flush) => {
      const count = join(harness.root, '..', 'count');
      programs(
        `echo x >> ${count}; read -r _ < /dev/null; [ "$(/usr/bin/wc -l < ${count})" != ${flush + 1} ]`,
      );
      await expect(harness.store.logs.appendAll(ENTRIES)).rejects.toMatchObject({ code: 'store-unwritable' });
      process.env.PATH = path;
      const other = await harness.again();
      const made = await other.logs.appendAll(ENTRIES);
      // What was named before a flush of names failed is there, as far as is seen: it is settled before it counts.
      expect(made.filter((one) => one).length).toBe(NAMES.length - [0, 1000, 1000, 1200][flush - 1]!);
      await other.close();
      await isWhole();
    },
  );
});
