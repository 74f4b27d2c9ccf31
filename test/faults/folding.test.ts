import { execFileSync } from 'node:child_process';
import { existsSync, renameSync, symlinkSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readFiles, writeFiles } from './files.ts';
import { Lab } from './lab.ts';
import { isRoot, openRoom, type Room } from './room.ts';

// Mounting an image takes root. CI runs as root what it had to pass over as somebody else.
describe.runIf(isRoot())('a file system that takes A.txt and a.txt for one file', () => {
  const lab = new Lab();
  const folding = join(lab.folder, 'folding');
  let room: Room;

  beforeAll(async () => {
    const image = join(lab.folder, 'image');
    writeFileSync(image, '');
    truncateSync(image, 16 * 1024 * 1024);
    execFileSync('mkfs.exfat', [image], { stdio: 'ignore' });
    room = await openRoom(
      `mkdir '${folding}'; device=$(losetup --find --show '${image}'); mount.exfat-fuse "$device" '${folding}' 2>&1`,
      `umount '${folding}'; losetup --detach "$device"`,
    );
    await lab.json(['init']);
    writeFiles(join(lab.lake, 'raw/lab/twins'), {
      'data/A.txt': Buffer.from('big'),
      'data/a.txt': Buffer.from('small'),
      'data/b.txt': Buffer.from('other'),
    });
  });
  afterAll(async () => {
    await room.close();
    await lab.close();
  });

  it('commit takes both, with a warning that names them', async () => {
    const run = await lab.dlake(['commit', 'raw/lab/twins', '-m', 'twins']);
    expect(run.code, run.stderr).toBe(0);
    expect(run.stderr).toMatch(/data\/A\.txt/);
    expect(run.stderr).toMatch(/data\/a\.txt/);
  });

  it('checkout refuses both there, and writes neither', async () => {
    const to = join(folding, 'out');
    const run = await lab.dlake(['checkout', 'raw/lab/twins', '--to', to, '--json'], { wrap: room.inside });
    expect(run.code, run.stderr).toBe(1);
    expect(JSON.parse(run.stderr)).toMatchObject({
      code: 'paths-fold',
      data: { paths: ['data/A.txt', 'data/a.txt'] },
    });
  });

  it('checkout of one of them goes well there', async () => {
    const to = join(folding, 'one');
    const args = ['checkout', 'raw/lab/twins', '--to', to, '--only', 'data/a.txt', '--json'];
    const run = await lab.dlake(args, { wrap: room.inside });
    expect(run.code, run.stderr).toBe(0);
    expect(readFiles(room.reach(to))).toEqual({ 'data/a.txt': Buffer.from('small') });
  });

  it('restore refuses both there, and writes neither', async () => {
    const own = join(lab.lake, 'raw/lab/twins');
    renameSync(own, `${own}-before`);
    symlinkSync(folding, own);
    const run = await lab.dlake(['restore', 'raw/lab/twins', '--json'], { wrap: room.inside });
    expect(run.code, run.stderr).toBe(1);
    expect(JSON.parse(run.stderr)).toMatchObject({ code: 'paths-fold' });
    expect(existsSync(join(room.reach(folding), 'data'))).toBe(false);
  });
});
