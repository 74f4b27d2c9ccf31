import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, existsSync, mkdirSync, readdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { makeDurable } from '../../src/store/folder/pack-cache/pack-folder.ts';
import { Files, randomBlob, store } from './conformance/harness.ts';
import { type FolderHarness, filesBelow, folderHarness } from './folder-harness.ts';

const isRoot = process.getuid?.() === 0;

describe('a flush that fails', () => {
  let harness: FolderHarness;
  beforeEach(async () => {
    harness = await folderHarness();
  });
  afterEach(() => harness.remove());

  const temporaries = () => join(harness.root, 'tmp');

  it('of an object that somebody else wrote tells that it does not count', () => {
    const files = new Files();
    files.write('good', 'good');
    expect(makeDurable(files.path('good'))).toBe(true);
    // Files of this kind refuse to be flushed, whoever asks.
    expect(makeDurable('/proc/version')).toBe(false);
    chmodSync(files.path('good'), 0);
    expect(makeDurable(files.path('good')), 'who has no right to flush it leaves it').toBe(true);
    files.remove();
  });

  it('of what a dead process had named leaves its folder: it is not forgotten', async () => {
    await store(harness.store, 'raw', randomBlob(10));
    const [mine = ''] = readdirSync(temporaries());
    const process = spawn('true');
    await once(process, 'exit');
    const dead = join(
      temporaries(),
      mine
        .split('~')
        .map((part, n) => (n === 3 ? String(process.pid) : part))
        .join('~'),
    );
    mkdirSync(join(dead, '1'), { recursive: true });
    writeFileSync(join(dead, '1', 'started'), 'x');
    symlinkSync('/proc/self', join(harness.root, 'raw/packs/zz'));
    const again = async () => {
      const one = await harness.again('one');
      await store(one, 'raw', randomBlob(10));
      await one.close();
    };
    await again();
    expect(existsSync(dead)).toBe(true);
    rmSync(join(harness.root, 'raw/packs/zz'));
    await again();
    expect(existsSync(dead)).toBe(false);
  });

  it.skipIf(isRoot)('of names that a session gave leaves the session open for all others', async () => {
    await store(harness.store, 'raw', randomBlob(10));
    const other = await harness.again('one');
    const session = await other.session('raw');
    const { id, bytes } = randomBlob(11);
    session.put(id, bytes);
    chmodSync(join(harness.root, 'raw/packs'), 0o300);
    await expect(session.flush()).rejects.toMatchObject({ code: 'store-unwritable' });
    chmodSync(join(harness.root, 'raw/packs'), 0o755);
    await session.close();
    await other.close();
    expect(filesBelow(temporaries())).toEqual([expect.stringMatching(/\/1\/started$/)]);
  });
});
