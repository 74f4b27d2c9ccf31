import { execFileSync } from 'node:child_process';
import {
  cpSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { userInfo } from 'node:os';
import { join } from 'node:path';
import { sql } from 'kysely';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { applyBatch } from '../../src/catalog/apply-batch.ts';
import type { Catalog } from '../../src/catalog/catalog.ts';
import { catalogCounts } from '../../src/catalog/catalog-counts.ts';
import { openCatalog } from '../../src/catalog/open-catalog.ts';
import { openInline } from '../../src/catalog/pglite/open-inline.ts';
import { stopCatalog } from '../../src/catalog/stop-catalog.ts';
import { isDlakeError } from '../../src/errors.ts';
import { catalogFolder } from './catalog-folder.ts';
import { ownerOf } from './process-clients.ts';
import { sampleHistory } from './sample.ts';

// Processes start and end by the dozen; a busy machine may take its time.
vi.setConfig({ testTimeout: 300_000, hookTimeout: 120_000 });

let place: ReturnType<typeof catalogFolder>;
let data: string;
beforeEach(() => {
  place = catalogFolder();
  data = join(place.folder, 'data');
});
afterEach(() => place.remove());

const commits = async (catalog: Catalog) => (await catalogCounts(catalog)).commits;
async function withCatalog<T>(work: (catalog: Catalog) => Promise<T>, lake = place.lake): Promise<T> {
  const catalog = await openInline({ ...place, lake });
  try {
    return await work(catalog);
  } finally {
    await catalog.close();
  }
}
const fill = () => withCatalog((catalog) => applyBatch(catalog, sampleHistory('raw', 'lab/x', 7)));
const mark = () => JSON.parse(readFileSync(`${data}.mark`, 'utf8'));

/** Every file of a table's kind, in any database. */
const tables = () =>
  readdirSync(join(data, 'base'), { recursive: true, encoding: 'utf8' })
    .filter((name) => /\/\d+$/.test(name))
    .map((name) => join(data, 'base', name));

describe('a catalog in order', () => {
  it('is kept, moved with its lake, and copied', async () => {
    await fill();
    expect(await withCatalog(commits)).toBe(7);
    const elsewhere = join(place.root, 'elsewhere');
    renameSync(place.folder, elsewhere);
    cpSync(elsewhere, place.folder, { recursive: true });
    expect(await withCatalog(commits)).toBe(7);
  });

  it('survives a killed owner', async () => {
    await fill();
    const through = await openCatalog({ ...place, mode: 'process' });
    await applyBatch(through, sampleHistory('raw', 'lab/y', 3));
    process.kill(ownerOf(place.folder), 'SIGKILL');
    await through.close();
    expect(mark().flushed).toBe(false);
    expect(await withCatalog(commits)).toBe(10);
    expect(mark().flushed).toBe(true);
  });
});

describe('a catalog gives way to an empty one', () => {
  const spoilers: readonly (readonly [string, () => void])[] = [
    ['its control file is cut', () => truncateSync(join(data, 'global', 'pg_control'), 100)],
    [
      'its control file is of zeroes',
      () => writeFileSync(join(data, 'global', 'pg_control'), Buffer.alloc(8192)),
    ],
    ['its log is gone', () => rmSync(join(data, 'pg_wal'), { recursive: true })],
    ['its tables are cut', () => tables().forEach((file) => void truncateSync(file, 0))],
    [
      'its tables are garbage',
      () => tables().forEach((file) => void writeFileSync(file, Buffer.alloc(16384, 0x5a))),
    ],
    ['it is of another version of the engine', () => writeFileSync(join(data, 'PG_VERSION'), '15\n')],
    ['its version file is gone', () => rmSync(join(data, 'PG_VERSION'))],
    ['its mark is gone', () => rmSync(`${data}.mark`)],
    ['its mark is garbage', () => writeFileSync(`${data}.mark`, '{"boot":')],
    [
      'power failed before it was flushed',
      () => writeFileSync(`${data}.mark`, JSON.stringify({ ...mark(), boot: 'before', flushed: false })),
    ],
    [
      'it was copied while it was open',
      () => writeFileSync(`${data}.mark`, JSON.stringify({ ...mark(), inode: 1, flushed: false })),
    ],
    [
      'its folder is empty',
      () => {
        rmSync(data, { recursive: true });
        mkdirSync(data);
      },
    ],
  ];
  it.each(spoilers)('when %s', async (_, spoil) => {
    await fill();
    spoil();
    expect(await withCatalog(commits)).toBe(0);
    await fill();
    expect(await withCatalog(commits)).toBe(7);
  });

  it('when it is of another lake', async () => {
    await fill();
    expect(await withCatalog(commits, 'lake-2')).toBe(0);
    const first = await openCatalog({ ...place, lake: 'lake-2', mode: 'process' });
    await applyBatch(first, sampleHistory('raw', 'lab/x', 7));
    const second = await openCatalog({ ...place, mode: 'process' });
    expect(await commits(second)).toBe(0);
    await Promise.all([first.close(), second.close()]);
  });

  it.each(['inline', 'process'] as const)('when damage shows while it is open (%s)', async (mode) => {
    await fill();
    const [file] = await withCatalog(async (catalog) => {
      const { rows } = await catalog.run((db) =>
        sql<{ path: string }>`SELECT pg_relation_filepath('dlake.commits') AS path`.execute(db),
      );
      return rows.map((row) => join(data, row.path));
    });
    const bytes = readFileSync(file!);
    bytes.fill(0x5a, 0, 8192);
    writeFileSync(file!, bytes);
    const catalog = await openCatalog({ ...place, mode });
    const read = catalog.run((db) => sql`SELECT count(record) FROM dlake.commits`.execute(db));
    await expect(read).rejects.toSatisfy(
      (error) => isDlakeError(error, 'catalog-unavailable') && error.data.state === 'damaged',
    );
    await catalog.close();
    const again = await openCatalog({ ...place, mode });
    expect(await commits(again)).toBe(0);
    await again.close();
  });
});

describe('a catalog stays as it is', () => {
  it('when this program is too old for it', async () => {
    await fill();
    await withCatalog((catalog) =>
      catalog.run((db) => sql`INSERT INTO dlake.migrations VALUES (99)`.execute(db)),
    );
    for (const mode of ['inline', 'process'] as const) {
      await expect(openCatalog({ ...place, mode })).rejects.toSatisfy(
        (error) => isDlakeError(error, 'catalog-too-new') && error.data.found === 99,
      );
    }
    expect(existsSync(`${data}.aside`)).toBe(false);
  });

  it.skipIf(userInfo().uid !== 0)(
    'when the disk is full: that is said, and with room it goes on',
    async () => {
      mkdirSync(place.folder);
      execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=40m,mode=700', 'dlake', place.folder]);
      const ballast = join(place.folder, 'ballast');
      try {
        const catalog = await openCatalog({ ...place, mode: 'process' });
        await applyBatch(catalog, sampleHistory('raw', 'lab/x', 7));
        try {
          writeFileSync(ballast, Buffer.alloc(64 * 1024 * 1024));
        } catch {}
        await expect(applyBatch(catalog, sampleHistory('raw', 'lab/y', 3000))).rejects.toSatisfy((error) =>
          isDlakeError(error, 'disk-full'),
        );
        rmSync(ballast);
        expect(await commits(catalog)).toBe(7);
        await applyBatch(catalog, sampleHistory('raw', 'lab/y', 10));
        expect(await commits(catalog)).toBe(17);
        await catalog.close();
        await stopCatalog(place.folder);
      } finally {
        await stopCatalog(place.folder);
        execFileSync('umount', [place.folder]);
      }
    },
  );
});
