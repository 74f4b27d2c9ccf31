import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { differences, type Files, readFiles, someFiles, writeFiles } from './files.ts';
import { Lab } from './lab.ts';

// Many commands, on machines that may be busy.
vi.setConfig({ testTimeout: 900_000, hookTimeout: 300_000 });

const REF = 'raw/lab/plate';
const COMMIT = ['commit', REF, '-m', 'a version', '--allow-delete', '--json'];
/** Flushes of a commit that fail, one each time: of packs, blobs, folders, the feed, the entry. */
const FLUSHES = [1, 2, 3, 4, 5, 6, 8, 10, 13];

/** Runs a commit of which one flush fails. */
const commitWithout = (lab: Lab, call: string, when: number) => {
  const fault = ['-e', `trace=${call}`, '-e', `inject=${call}:error=EIO:when=${when}`];
  const strace = ['strace', '-f', '-o', '/dev/null', ...fault];
  return lab.dlake(COMMIT, { wrap: (argv) => [...strace, ...argv] });
};

describe('a disk that fails when it is told to flush', () => {
  const lab = new Lab();
  const folder = join(lab.lake, REF);
  beforeAll(() => lab.json(['init']));
  afterAll(() => lab.close());

  for (const flush of FLUSHES) {
    it(`fails the commit at flush ${flush}, and the same command goes on`, async () => {
      const files: Files = { ...someFiles(flush), 'same.txt': Buffer.from('same') };
      writeFiles(folder, files);
      const run = await commitWithout(lab, 'fsync', flush);
      expect(run.code, run.stdout).toBe(1);
      expect(JSON.parse(run.stderr).code).toBe('store-unwritable');
      expect(await lab.json(['fsck'])).toMatchObject({ ok: true });
      await lab.json(COMMIT.slice(0, -1));
      const to = join(lab.folder, `out-${flush}`);
      await lab.json(['checkout', REF, '--to', to]);
      expect(differences(readFiles(to), readFiles(folder))).toEqual([]);
    });
  }

  it('fails the commit when a large file was told to be on its way early', async () => {
    writeFiles(folder, { 'large.bin': Buffer.alloc(70 * 1024 * 1024, 'large') });
    const run = await commitWithout(lab, 'fdatasync', 1);
    expect([run.code, JSON.parse(run.stderr).code]).toEqual([1, 'store-unwritable']);
    await lab.json(COMMIT.slice(0, -1));
  });
});
