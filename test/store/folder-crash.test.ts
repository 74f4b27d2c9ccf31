import { spawn } from 'node:child_process';
import { once } from 'node:events';
import {
  chmodSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  statSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { blobIdOf, hexOf } from '../../src/records/ids.ts';
import { startChild, waitForLine } from './children.ts';
import { all, expectBytes, Files, randomBlob, rows, store } from './conformance/harness.ts';
import { type FolderHarness, filesBelow, flipByte, folderHarness } from './folder-harness.ts';

const LARGE = 5 * 1024 * 1024;

describe('after a crash, the folder store', () => {
  let harness: FolderHarness;
  beforeEach(async () => {
    harness = await folderHarness();
  });
  afterEach(() => harness.remove());

  it('is whole, whenever a session was killed, and the next one goes on', async () => {
    const files = new Files();
    const samples = Array.from({ length: 400 }, (_, n) => randomBlob(n < 4 ? LARGE : 100 * n));
    for (const [n, { bytes }] of samples.entries()) files.write(`f${n}`, bytes);
    for (let round = 0; round < 8; round++) {
      const linkMode = round % 2 ? 'hardlink' : 'copy';
      const child = startChild('store-files', [harness.root, harness.cache, 'one', files.root, linkMode]);
      await waitForLine(child, 'begun');
      await new Promise((resolve) => setTimeout(resolve, Math.random() * 300));
      child.kill('SIGKILL');
      if (child.exitCode === null && child.signalCode === null) await once(child, 'exit');
      const again = await harness.again('one');
      const findings = (await all(again.verify('raw', 'all'))).filter(({ kind }) => kind !== 'progress');
      expect(findings).toEqual([]);
      expect(await all(again.check('raw'))).toEqual([]);
      await again.close();
    }
    const session = await harness.store.session('raw');
    const list = samples.map(({ bytes }, index) => ({ index, path: `f${index}`, size: bytes.length }));
    const results = await rows(session.ingest(files.root, list));
    await session.flush();
    await session.close();
    expect(new Set(results.map((file) => file.result))).toEqual(new Set(['hashed']));
    for (const { id, bytes } of samples) expectBytes(await harness.store.read('raw', id), bytes);
    expect(readdirSync(join(harness.root, 'tmp')).length).toBe(1);
    files.remove();
  });

  it('removes what dead processes left in tmp: of this host at once, of others after a long time', async () => {
    const dead = spawn(process.execPath, ['-e', '']);
    await once(dead, 'exit');
    const name = (await mine()).split('~');
    const named = (changes: Record<number, string>) => name.map((part, n) => changes[n] ?? part).join('~');
    const old = named({ 0: 'one', 1: 'otherboot', 5: 'old' });
    const folders = {
      dead: named({ 3: String(dead.pid), 5: 'dead' }),
      recycled: named({ 4: '1', 5: 'recycled' }),
      alive: named({ 5: 'alive' }),
      elsewhere: named({ 0: 'another-host', 3: String(dead.pid), 5: 'elsewhere' }),
      container: named({ 2: '4026530000', 3: String(dead.pid), 5: 'container' }),
      old,
      forgotten: named({ 0: 'another-host', 5: 'forgotten' }),
      writing: named({ 0: 'another-host', 5: 'writing' }),
      strange: 'strange',
    };
    for (const folder of Object.values(folders)) {
      mkdirSync(join(harness.root, 'tmp', folder, '1'), { recursive: true });
      writeFileSync(join(harness.root, 'tmp', folder, '1', 'part'), 'part');
    }
    const long = new Date(Date.now() - 30 * 24 * 3600 * 1000);
    for (const folder of [old, folders.forgotten, folders.writing])
      for (const path of ['1/part', '1', '']) utimesSync(join(harness.root, 'tmp', folder, path), long, long);
    writeFileSync(join(harness.root, 'tmp', folders.writing, '1', 'part'), 'longer');
    mkdirSync(join(harness.root, 'clean'), { recursive: true });
    for (const host of ['gone', 'one']) writeFileSync(join(harness.root, 'clean', host), '');
    utimesSync(join(harness.root, 'clean', 'gone'), long, long);
    await store(await harness.again('one'), 'raw', randomBlob(10));
    const left = readdirSync(join(harness.root, 'tmp'));
    const kept = Object.entries(folders).filter(([, folder]) => left.includes(folder));
    expect(kept.map(([what]) => what).sort()).toEqual([
      'alive',
      'container',
      'elsewhere',
      'strange',
      'writing',
    ]);
    expect(readdirSync(join(harness.root, 'clean'))).toEqual(['one']);
    expect(await all(harness.store.check('raw'))).toEqual([]);
  });

  /** The name of a live process's folder below tmp. */
  async function mine(): Promise<string> {
    const session = await harness.store.session('raw');
    const { id, bytes } = randomBlob(1);
    session.put(id, bytes);
    const [name = ''] = readdirSync(join(harness.root, 'tmp'));
    await session.close();
    return name;
  }

  it('does not take a large blob at its word that may not have reached the disk', async () => {
    const { id, bytes } = randomBlob(LARGE);
    const path = join(harness.root, 'raw/blobs', hexOf(id).slice(0, 2), hexOf(id));
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, Buffer.alloc(LARGE));
    chmodSync(path, 0o444);
    await store(harness.store, 'raw', { id, bytes });
    expectBytes(await harness.store.read('raw', id), bytes);
    const good = statSync(path);
    const files = new Files();
    const session = await harness.store.session('raw');
    const [result] = await rows(session.ingest(files.root, [files.write('same', bytes)]));
    expect(result).toMatchObject({ stored: false });
    await session.flush();
    await session.close();
    expect(statSync(path).ino).toBe(good.ino);
    writeFileSync(`${path}.short`, bytes.subarray(1));
    chmodSync(path, 0o644);
    writeFileSync(path, bytes.subarray(1));
    await store(await harness.again(), 'raw', { id, bytes });
    expectBytes(await harness.store.read('raw', id), bytes);
    files.remove();
  });

  it('believes no clean mark that was made when the clock was ahead', async () => {
    const [bad, small] = [randomBlob(LARGE), randomBlob(1000)];
    const path = join(harness.root, 'raw/blobs', hexOf(bad.id).slice(0, 2), hexOf(bad.id));
    await store(harness.store, 'raw', bad, small);
    for (const { id } of [bad, small]) harness.flip?.('raw', id);
    const ahead = new Date(Date.now() + 24 * 3600 * 1000);
    const mark = join(harness.root, 'clean', 'ahead');
    writeFileSync(mark, '');
    utimesSync(mark, ahead, ahead);
    const again = await harness.again();
    expect(await again.missing('raw', [bad.id, small.id])).toEqual(new Set([bad.id, small.id]));
    await again.close();
    const other = await harness.again();
    await store(other, 'raw', bad, small);
    expectBytes(readFileSync(path), bad.bytes);
    expect(await other.missing('raw', [bad.id, small.id])).toEqual(new Set());
    await other.close();
  });

  it('does not count what lies in a young pack whose bytes are not those of its name', async () => {
    const [bad, good] = [randomBlob(1000), randomBlob(1000)];
    await store(harness.store, 'raw', bad, good);
    harness.flip?.('raw', bad.id);
    const again = await harness.again();
    expect(await again.missing('raw', [bad.id, good.id])).toEqual(new Set([bad.id, good.id]));
    expectBytes(await again.read('raw', good.id), good.bytes);
    await store(again, 'raw', bad, good);
    expect(await again.missing('raw', [bad.id, good.id])).toEqual(new Set());
    expectBytes(await again.read('raw', bad.id), bad.bytes);
    await again.close();
  });

  it('reads the good copy of an object of which one is damaged', async () => {
    const sample = randomBlob(1000);
    await store(harness.store, 'raw', sample);
    const [pack = ''] = filesBelow(join(harness.root, 'raw/packs'));
    flipByte(join(harness.root, 'raw/packs', pack), 10);
    const other = await harness.again();
    await store(other, 'raw', sample, randomBlob(5));
    for (const each of [harness.store, other]) {
      expectBytes(await each.read('raw', sample.id), sample.bytes);
      const files = new Files();
      const file = { index: 0, path: 'f', blob: sample.id, size: 1000, executable: false };
      const [written] = await rows(each.materialise('raw', files.root, [file], { linkMode: 'copy' }));
      expect(written).toMatchObject({ result: 'written' });
      files.remove();
    }
    await other.close();
  });

  it('leaves nothing in tmp when it is closed', async () => {
    await store(harness.store, 'raw', randomBlob(10), randomBlob(LARGE));
    await harness.store.logs.append('raw', 'lake', 1, Buffer.from('x'));
    const session = await harness.store.session('raw');
    session.put(blobIdOf(Buffer.from('never flushed')), Buffer.from('never flushed'));
    await harness.store.close();
    expect(readdirSync(join(harness.root, 'tmp'))).toEqual([]);
    expect(existsSync(join(harness.root, 'raw/log/lake/000000000001'))).toBe(true);
    await session.close();
  });
});
