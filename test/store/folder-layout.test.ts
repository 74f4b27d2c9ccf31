import { lstatSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { hexOf } from '../../src/records/ids.ts';
import { CID_BYTES } from '../../src/records/pack.ts';
import { sha256Hex } from '../../src/records/sha256.ts';
import { openFolderStore } from '../../src/store/folder/open-folder-store.ts';
import { readPackContents, withPackFile } from '../../src/store/folder/pack-file.ts';
import { Files, randomBlob, record, rows, store } from './conformance/harness.ts';
import { type FolderHarness, folderHarness } from './folder-harness.ts';

const LARGE = 4 * 1024 * 1024;

describe('a folder store on disk', () => {
  const withHarness = async (use: (harness: FolderHarness) => Promise<void>) => {
    const harness = await folderHarness();
    try {
      await use(harness);
    } finally {
      await harness.remove();
    }
  };
  const objects = (harness: FolderHarness) =>
    harness.files().filter((path) => path.startsWith('raw/blobs') || path.startsWith('raw/packs'));

  it('names every object by its sha2-256, read-only, blobs and records apart', () =>
    withHarness(async (harness) => {
      const samples = [
        randomBlob(LARGE),
        randomBlob(LARGE - 1),
        randomBlob(0),
        record('page'),
        record('commit'),
      ];
      await store(harness.store, 'raw', ...samples);
      const paths = objects(harness);
      expect(paths).toContain(
        `raw/blobs/${hexOf(samples[0]?.id ?? '').slice(0, 2)}/${hexOf(samples[0]?.id ?? '')}`,
      );
      expect(paths).toHaveLength(3);
      for (const path of paths) {
        const whole = join(harness.root, path);
        const hex = sha256Hex(readFileSync(whole));
        expect(path.endsWith(`/${hex.slice(0, 2)}/${hex}`)).toBe(true);
        expect(lstatSync(whole).mode & 0o777).toBe(0o444);
        if (!path.startsWith('raw/packs')) continue;
        const table = withPackFile(whole, (file) => readPackContents(file, path))?.table;
        const codecs = new Set(
          Array.from({ length: table?.count ?? 0 }, (_, row) => table?.ids[row * CID_BYTES + 1]),
        );
        expect(codecs.size).toBe(1);
      }
    }));

  it('keeps log entries under their numbers, read-only', () =>
    withHarness(async (harness) => {
      await harness.store.logs.append('curated', 'refs/geo/GSE1', 1, Buffer.from('entry'));
      const path = join(harness.root, 'curated/log/refs/geo/GSE1/000000000001');
      expect(readFileSync(path, 'utf8')).toBe('entry');
      expect(lstatSync(path).mode & 0o777).toBe(0o444);
    }));

  it('gives its files to the group when it is shared', () =>
    withHarness(async ({ root, cache }) => {
      const shared = await openFolderStore({ root, cache, host: 'one', shared: 'group' });
      await store(shared, 'raw', randomBlob(LARGE), randomBlob(5));
      await shared.logs.append('raw', 'refs/geo/GSE1', 1, Buffer.from('entry'));
      await shared.close();
      const modeOf = (path: string) => (lstatSync(join(root, path)).mode & 0o7777).toString(8);
      const all = readdirSync(root, { recursive: true, encoding: 'utf8' });
      for (const path of all.filter((each) => lstatSync(join(root, each)).isDirectory()))
        expect(modeOf(path)).toBe('2770');
      for (const path of all.filter((each) => /^raw\/.*\/[0-9a-f]{12,}$/.test(each)))
        expect(modeOf(path)).toBe('440');
      expect(modeOf('feed/one')).toBe('660');
    }));

  it('shares the bytes of a linked file, and the file is read-only then', () =>
    withHarness(async (harness) => {
      const files = new Files();
      const session = await harness.store.session('raw', { linkMode: 'hardlink' });
      const [result] = await rows(
        session.ingest(files.root, [files.write('large', randomBlob(LARGE).bytes)]),
      );
      await session.flush();
      await session.close();
      const [path = ''] = objects(harness);
      const stat = lstatSync(files.path('large'));
      expect(result).toMatchObject({ stat: { shared: true } });
      expect(lstatSync(join(harness.root, path)).ino).toBe(stat.ino);
      expect(stat.mode & 0o222).toBe(0);
      const blob = result?.result === 'hashed' ? result.id : undefined;
      const tree = {
        index: 0,
        path: 'again',
        blob: blob as NonNullable<typeof blob>,
        size: LARGE,
        executable: false,
      };
      for (let round = 0; round < 2; round++) {
        const options = { linkMode: 'hardlink' } as const;
        const [written] = await rows(harness.store.materialise('raw', files.path('tree'), [tree], options));
        expect(written).toMatchObject({ result: 'written', stat: { shared: true, ino: BigInt(stat.ino) } });
        expect(readdirSync(files.path('tree'))).toEqual(['again']);
      }
      // Linking changed its ctime: the clean mark went past that, so that nobody hashes it again.
      const [mark = ''] = readdirSync(join(harness.root, 'clean'));
      const { ctimeMs } = lstatSync(join(harness.root, path));
      expect(lstatSync(join(harness.root, 'clean', mark)).mtimeMs).toBeGreaterThan(ctimeMs);
      const next = await harness.store.session('raw', { linkMode: 'hardlink' });
      const [known] = await rows(next.ingest(files.root, [{ index: 0, path: 'tree/again', size: LARGE }]));
      expect(known).toMatchObject({ result: 'hashed', stored: false, stat: { shared: true } });
      await next.close();
      files.remove();
    }));

  it('says so when it can not be written', async () => {
    for (const root of ['/proc/dlake', '/dev/null/dlake']) {
      const files = new Files();
      const one = await openFolderStore({ root, cache: files.path('cache'), host: 'one' });
      const unwritable = expect.objectContaining({ code: 'store-unwritable' });
      await expect(store(one, 'raw', randomBlob(5))).rejects.toEqual(unwritable);
      await expect(one.logs.append('raw', 'lake', 1, Buffer.from('x'))).rejects.toEqual(unwritable);
      expect(await one.read('raw', randomBlob(5).id)).toBeUndefined();
      await one.close();
      files.remove();
    }
    await expect(openFolderStore({ root: '/x', cache: '/x', host: 'a/b' })).rejects.toMatchObject({
      code: 'usage-invalid',
    });
  });
});
