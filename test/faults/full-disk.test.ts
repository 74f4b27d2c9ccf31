import { readdirSync, rmSync, statfsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { differences, type Files, readFiles, someFiles, writeFiles } from './files.ts';
import { Lab, type Run } from './lab.ts';
import { openRoom, type Room } from './room.ts';

// Many commands, on machines that may be busy.
vi.setConfig({ testTimeout: 900_000, hookTimeout: 300_000 });

const REF = 'raw/lab/plate';
/** Bytes left on the disk when a command begins: nothing, too little for the bytes, too little for the catalog. */
const LEFT = [0, 64 * 1024, 3 * 1024 * 1024, 5 * 1024 * 1024];

describe('a full disk', () => {
  const lab = new Lab();
  const one = someFiles(1, false);
  const two = someFiles(2);
  const source = join(lab.folder, 'source');
  let room: Room;
  /** The disk as this process reaches it. */
  let disk: string;

  beforeAll(async () => {
    room = await openRoom(`mount -t tmpfs -o size=160m,mode=0777 tmpfs '${lab.lake}'`);
    disk = room.reach(lab.lake);
    expect((await dlake('init')).code).toBe(0);
    writeFiles(source, one);
    expect((await dlake(...COMMIT)).code).toBe(0);
    rmSync(source, { recursive: true });
    writeFiles(source, two);
  });
  afterAll(async () => {
    await room.close();
    await lab.close();
  });

  const COMMIT = ['commit', source, '--as', REF, '-m', 'a version', '--allow-delete', '--json'];
  const dlake = (...args: string[]): Promise<Run> => lab.dlake(args, { wrap: room.inside });

  /** Leaves so many bytes on the disk. */
  function fill(left: number): void {
    const { bavail, bsize } = statfsSync(disk);
    writeFileSync(join(disk, 'ballast'), Buffer.alloc(Math.max(0, bavail * bsize - left)));
  }

  async function filesOf(revision: string): Promise<Files> {
    const to = join(lab.folder, 'read');
    const run = await dlake('checkout', revision, '--to', to);
    expect(run.code, run.stderr).toBe(0);
    const files = readFiles(to);
    rmSync(to, { recursive: true });
    return files;
  }

  const expectFull = (run: Run, story: string) => {
    expect(run.code, `${story}: ${run.stderr}`).toBe(1);
    expect(JSON.parse(run.stderr).code, story).toBe('disk-full');
  };

  for (const left of LEFT) {
    it(`with ${left} bytes left: commit says so, the lake is whole`, async () => {
      fill(left);
      const run = await dlake(...COMMIT);
      if (run.code !== 0) expectFull(run, `${left} bytes left`);
      const fsck = await dlake('fsck', '--json');
      expect(fsck.code, fsck.stdout + fsck.stderr).toBe(0);
      rmSync(join(disk, 'ballast'));
      expect(differences(await filesOf(`${REF}@v1`), one)).toEqual([]);
    });
  }

  it('once there is room again, the same commit goes on', async () => {
    const run = await dlake(...COMMIT);
    expect(run.code, run.stderr).toBe(0);
    expect(differences(await filesOf(REF), two)).toEqual([]);
    expect((await dlake('verify', '--json')).code).toBe(0);
  });

  it('checkout says so, and leaves nothing half-written under a final name', async () => {
    const to = join(lab.lake, 'out');
    fill(1024 * 1024);
    expectFull(await dlake('checkout', REF, '--to', to, '--json'), 'checkout');
    const found = Object.entries(readFiles(join(disk, 'out'))).filter(([path]) => path in two);
    for (const [path, bytes] of found) expect(bytes.equals(two[path] ?? Buffer.alloc(0)), path).toBe(true);
    rmSync(join(disk, 'ballast'));
    expect((await dlake('checkout', REF, '--to', to, '--force', '--json')).code).toBe(0);
    expect(differences(readFiles(join(disk, 'out')), two)).toEqual([]);
    expect(readdirSync(disk).sort()).toEqual(['.dlake', 'out']);
  });
});
