import { mkdirSync, rmSync, statfsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { differences, readFiles, someFiles, writeFiles } from './files.ts';
import { Lab } from './lab.ts';
import { openRoom, type Room } from './room.ts';

// Many commands, on machines that may be busy.
vi.setConfig({ testTimeout: 600_000, hookTimeout: 300_000 });

const REF = 'raw/lab/plate';
/** Bytes left on the disk: nothing, room for the records, room for some of the files. */
const LEFT = [0, 256 * 1024, 2 * 1024 * 1024];

const lab = new Lab();
const data = join(lab.folder, 'data');
let room: Room;

beforeAll(async () => {
  mkdirSync(data);
  room = await openRoom(`mount -t tmpfs -o size=32m,mode=0777 tmpfs '${data}'`);
  await lab.json(['init']);
  writeFiles(join(lab.lake, REF), someFiles(1));
  await lab.json(['commit', REF, '-m', 'a version']);
  await lab.json(['pin', REF, '--remote', lab.lake]);
});
afterAll(async () => {
  await room?.close();
  await lab.close();
});

it.each(LEFT)('get --locked with %d bytes left says so, and goes on once there is room', async (left) => {
  const disk = room.reach(data);
  const get = () => lab.dlake(['get', '--locked', '--to', data, '--json'], { wrap: room.inside });
  const { bavail, bsize } = statfsSync(disk);
  const ballast = join(disk, 'ballast');
  writeFileSync(ballast, Buffer.alloc(bavail * bsize - left));
  const full = await get();
  expect(full.code, full.stderr).toBe(1);
  expect(JSON.parse(full.stderr).code).toBe('disk-full');
  rmSync(ballast);
  const again = await get();
  expect(again.code, again.stderr).toBe(0);
  expect(differences(readFiles(join(disk, REF)), someFiles(1))).toEqual([]);
  const verified = await lab.dlake(['verify', '--locked', data], { wrap: room.inside });
  expect(verified.code, verified.stdout).toBe(0);
  for (const name of ['raw', '.dlake-lock']) rmSync(join(disk, name), { recursive: true });
});
