import {
  chmodSync,
  mkdirSync,
  readFileSync,
  renameSync,
  symlinkSync,
  truncateSync,
  unlinkSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { hexOf } from '../../src/records/ids.ts';
import { PACK_FOOTER_BYTES } from '../../src/records/pack-footer.ts';
import { sha256Hex } from '../../src/records/sha256.ts';
import { all, expectBytes, randomBlob, record, type Sample, store } from './conformance/harness.ts';
import { type FolderHarness, filesBelow, flipByte, folderHarness } from './folder-harness.ts';

const LARGE = 4 * 1024 * 1024;

describe('damage in a folder store', () => {
  let harness: FolderHarness;
  beforeEach(async () => {
    harness = await folderHarness();
  });
  afterEach(() => harness.remove());

  const samples = () => [...Array.from({ length: 20 }, (_, n) => record(`object ${n}`))];
  const onlyPack = () => {
    const [path = ''] = filesBelow(join(harness.root, 'raw/packs'));
    return { key: `raw/packs/${path}`, path: join(harness.root, 'raw/packs', path) };
  };
  const findings = async (ids: 'all' | readonly Sample[]) => {
    const asked = ids === 'all' ? ids : ids.map(({ id }) => id);
    const found = await all((await harness.again()).verify('raw', asked));
    return found.filter(({ kind }) => kind !== 'progress');
  };

  it('of any byte of a pack is found and named, and never read as good', async () => {
    const kept = samples();
    await store(harness.store, 'raw', ...kept);
    const { path, key } = onlyPack();
    const good = readFileSync(path);
    const bodyEnd = kept.reduce((sum, { bytes }) => sum + bytes.length, 0);
    const places = Array.from({ length: 60 }, (_, n) => Math.floor((n * good.length) / 60));
    for (const at of [...places, good.length - PACK_FOOTER_BYTES, good.length - 1]) {
      flipByte(path, at);
      const found = await findings('all');
      expect(found).toHaveLength(1);
      if (at < bodyEnd) expect(found[0]).toMatchObject({ kind: 'damaged', where: key });
      else expect(found[0]).toMatchObject({ kind: 'broken', where: key, reason: expect.any(String) });
      expect((await findings(kept)).some((row) => 'where' in row && row.where === key)).toBe(true);
      const again = await harness.again();
      expect(await all(again.check('raw'))).toHaveLength(at < bodyEnd ? 0 : 1);
      for (const { id, bytes } of kept) {
        const read = await again.read('raw', id).catch((error) => error);
        if (read instanceof Uint8Array) expectBytes(read, bytes);
        else if (read !== undefined)
          expect(read).toMatchObject({ code: 'object-damaged', data: { id, where: key } });
      }
      await again.close();
      chmodSync(path, 0o644);
      writeFileSync(path, good);
    }
  });

  it('of a pack that is cut short or longer is found and named', async () => {
    await store(harness.store, 'raw', ...samples());
    const { path, key } = onlyPack();
    const good = readFileSync(path);
    chmodSync(path, 0o644);
    for (const length of [0, 10, good.length >> 1, good.length - 1]) {
      truncateSync(path, length);
      expect(await findings('all')).toMatchObject([{ kind: 'broken', where: key }]);
      expect(await all(harness.store.check('raw'))).toMatchObject([{ where: key }]);
      writeFileSync(path, good);
    }
    writeFileSync(path, Buffer.concat([good, Buffer.alloc(1)]));
    expect(await findings('all')).toMatchObject([{ kind: 'broken', where: key }]);
  });

  it('of a large blob is found and named: flipped, cut short, longer', async () => {
    const blob = randomBlob(LARGE);
    await store(harness.store, 'raw', blob);
    const key = `raw/blobs/${hexOf(blob.id).slice(0, 2)}/${hexOf(blob.id)}`;
    const path = join(harness.root, key);
    for (const bytes of [
      blob.bytes.subarray(1),
      Buffer.concat([blob.bytes, Buffer.alloc(1)]),
      Buffer.alloc(0),
    ]) {
      chmodSync(path, 0o644);
      writeFileSync(path, bytes);
      const damaged = { kind: 'damaged', id: blob.id, where: key, found: sha256Hex(bytes) };
      expect(await findings('all')).toEqual([damaged]);
      expect(await findings([blob])).toEqual([damaged]);
      await expect(harness.store.read('raw', blob.id)).rejects.toMatchObject({ code: 'object-damaged' });
    }
    unlinkSync(path);
    expect(await findings([blob])).toEqual([{ kind: 'missing', id: blob.id }]);
  });

  it('of the shape of the folders is found and named', async () => {
    const blob = randomBlob(LARGE);
    await store(harness.store, 'raw', blob, record('a page'));
    for (const seq of [1, 2, 3])
      await harness.store.logs.append('raw', 'refs/geo/A', seq, Buffer.from('entry'));
    const hex = hexOf(blob.id);
    const pack = onlyPack().key.slice('raw/'.length);
    const make = (path: string, text = 'x') => {
      mkdirSync(dirname(join(harness.root, 'raw', path)), { recursive: true });
      writeFileSync(join(harness.root, 'raw', path), text);
    };
    const stray = [
      'stray',
      'blobs/stray',
      `blobs/${hex.slice(0, 2)}/${hex}.tmp`,
      `blobs/${hex.slice(0, 2) === 'ff' ? '00' : 'ff'}/${hex}`,
      `blobs/abc/${hex}`,
      `packs/${hex.slice(0, 2)}/${hex}`,
      'log/000000000001',
      'log/refs/geo/A/4',
      'log/refs/geo/A/000000000004.tmp',
      'log/refs/geo/B c/000000000001',
    ];
    for (const path of stray) make(path);
    make('log/refs/geo/A/000000000005', 'after a gap');
    make('log/refs/geo/empty/000000000001', '');
    symlinkSync('/', join(harness.root, 'raw/packs/ln'));
    renameSync(join(harness.root, 'raw', pack), join(harness.root, 'raw', dirname(pack), 'f'.repeat(64)));
    const found = (await all(harness.store.check('raw'))).map(({ where }) => where);
    const moved = pack.slice(6, 8) === 'ff' ? [] : [`raw/${dirname(pack)}/${'f'.repeat(64)}`];
    const expected = [
      ...stray.map((path) =>
        `raw/${path}`.replace(/\/abc\/.*|(?<=B c)\/.*/, (part) => (part.startsWith('/abc') ? '/abc' : '')),
      ),
      'raw/log/refs/geo/A/000000000005',
      'raw/log/refs/geo/empty/000000000001',
      'raw/packs/ln',
      ...moved,
    ];
    expect([...found].sort()).toEqual(expected.sort());
  });

  it('is healed by whoever stores the good bytes again, as soon as it can be seen', async () => {
    for (const sample of [randomBlob(700), randomBlob(LARGE), record('a page of records')]) {
      const one = await harness.again('one');
      await store(one, 'raw', sample);
      expect(await one.missing('raw', [sample.id])).toEqual(new Set());
      harness.flip?.('raw', sample.id);
      expect(await one.missing('raw', [sample.id])).toEqual(new Set([sample.id]));
      await store(one, 'raw', sample);
      expect(await one.missing('raw', [sample.id])).toEqual(new Set());
      expectBytes(await one.read('raw', sample.id), sample.bytes);
      await one.close();
    }
  });

  it('is healed after it was verified, also when it was not seen before a clean mark', async () => {
    for (const sample of [randomBlob(700), randomBlob(LARGE), record('a page of records')]) {
      const here = await harness.again('here');
      await store(here, 'raw', sample);
      expect(await here.missing('raw', [sample.id])).toEqual(new Set());
      harness.flip?.('raw', sample.id);
      await store(await harness.again('there'), 'raw', randomBlob(5));
      const found = await all((await harness.again('here')).verify('raw', [sample.id]));
      expect(found).toContainEqual(expect.objectContaining({ kind: 'damaged', id: sample.id }));
      for (const each of [here, await harness.again('here')]) {
        expect(await each.missing('raw', [sample.id])).toEqual(new Set([sample.id]));
      }
      const again = await harness.again('here');
      await store(again, 'raw', sample);
      expect(await again.missing('raw', [sample.id])).toEqual(new Set());
      expectBytes(await again.read('raw', sample.id), sample.bytes);
      await here.close();
    }
  });

  it('of one object leaves those beside it readable, and says so', async () => {
    const [bad, beside] = [record('a page of records'), record('the page beside it')];
    const one = await harness.again('one');
    await store(one, 'raw', bad, beside);
    harness.flip?.('raw', bad.id);
    await all(one.verify('raw', 'all'));
    for (const each of [one, await harness.again('one')]) {
      expect(await each.missing('raw', [beside.id])).toEqual(new Set([beside.id]));
      expect((await each.sizes('raw', [bad.id, beside.id])).size).toBe(2);
      expectBytes(await each.read('raw', beside.id), beside.bytes);
    }
    await one.close();
  });

  it('of the size of a large blob is seen by who knows the size', async () => {
    const blobs = [randomBlob(LARGE), randomBlob(LARGE)];
    await store(harness.store, 'raw', ...blobs);
    const [cut, whole] = blobs as [Sample, Sample];
    const path = join(harness.root, 'raw/blobs', hexOf(cut.id).slice(0, 2), hexOf(cut.id));
    chmodSync(path, 0o644);
    truncateSync(path, 0);
    await store(await harness.again('another'), 'raw', randomBlob(5));
    const sizeOf = () => LARGE;
    for (const many of [[], Array.from({ length: 300 }, () => randomBlob(3))]) {
      const asked = [...blobs, ...many].map(({ id }) => id);
      const missing = new Set(asked.filter((id) => id !== whole.id));
      expect(await harness.store.missing('raw', asked, { sizeOf })).toEqual(missing);
    }
    await store(harness.store, 'raw', cut);
    expect(await harness.store.missing('raw', [cut.id, whole.id], { sizeOf })).toEqual(new Set());
    expectBytes(await harness.store.read('raw', cut.id), cut.bytes);
  });

  it('is not seen in what is only on its way', async () => {
    const session = await harness.store.session('raw');
    session.put(record('half').id, Buffer.from('half'));
    writeFileSync(join(harness.root, 'tmp', 'rubbish'), 'rubbish');
    expect(await all(harness.store.check('raw'))).toEqual([]);
    expect(await findings('all')).toEqual([]);
    await session.close();
  });
});
