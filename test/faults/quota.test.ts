import { execFileSync } from 'node:child_process';
import { closeSync, existsSync, ftruncateSync, mkdirSync, openSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { differences, type Files, readFiles, someBytes, someFiles, writeFiles } from './files.ts';
import { Lab, type Run } from './lab.ts';
import { seededRandom } from './random.ts';
import { isRoot, openRoom, type Room } from './room.ts';

// Many commands, on machines that may be busy.
vi.setConfig({ testTimeout: 300_000, hookTimeout: 120_000 });

const REF = 'raw/lab/plate';
const MIB = 1024 * 1024;

// Mounting an image takes root. CI runs as root what it had to pass over as somebody else.
describe.runIf(isRoot())('a quota that is used up', () => {
  const lab = new Lab();
  const one = someFiles(1, false);
  const two: Files = { ...someFiles(2), 'large.bin': someBytes(seededRandom(3), 24 * MIB) };
  const source = join(lab.folder, 'source');
  /** Where the disk is mounted whole; the lake has a part of it, with a quota of its own. */
  const top = join(lab.folder, 'top');
  let room: Room;

  beforeAll(async () => {
    const image = join(lab.folder, 'image');
    const file = openSync(image, 'w');
    ftruncateSync(file, 512 * MIB);
    closeSync(file);
    execFileSync('mkfs.btrfs', ['-q', image]);
    mkdirSync(top);
    room = await openRoom(
      `device=$(losetup --find --show '${image}'); mount "$device" '${top}'; btrfs quota enable '${top}'
       btrfs subvolume create '${top}/lake' >&2; mount --bind '${top}/lake' '${lab.lake}'`,
      `umount '${lab.lake}' '${top}'; losetup --detach "$device"`,
    );
    expect((await dlake('init')).code).toBe(0);
    writeFiles(source, one);
    expect((await dlake(...COMMIT)).code).toBe(0);
    writeFiles(source, two);
  });
  afterAll(async () => {
    await room.close();
    await lab.close();
  });

  const COMMIT = ['commit', source, '--as', REF, '-m', 'a version', '--allow-delete', '--json'];
  const dlake = (...args: string[]): Promise<Run> => lab.dlake(args, { wrap: room.inside });

  /** Lets so many bytes more be written, or as many as there are. */
  function allow(bytes: number | undefined): void {
    const btrfs = (...args: string[]) => {
      const [program = '', ...rest] = room.inside(['btrfs', ...args], '/');
      return execFileSync(program, rest, { encoding: 'utf8' });
    };
    btrfs('filesystem', 'sync', top);
    const [, group = '', used = ''] =
      /^(0\/2\d\d)\s+(\d+)/m.exec(btrfs('qgroup', 'show', '--raw', top)) ?? [];
    btrfs('qgroup', 'limit', bytes === undefined ? 'none' : String(Number(used) + bytes), group, top);
  }

  const expectFull = (run: Run, story: string) => {
    expect(run.code, `${story}: ${run.stderr}`).toBe(1);
    expect(JSON.parse(run.stderr), story).toMatchObject({ code: 'disk-full', data: { quota: true } });
  };

  it.each([0, 0.25, 4, 16])(
    'with %d MiB left, commit says whose room it is, and the lake is whole',
    async (left) => {
      allow(left * MIB);
      expectFull(await dlake(...COMMIT), `${left} MiB left`);
      allow(undefined);
      expect((await dlake('fsck', '--json')).code).toBe(0);
      const log = await dlake('log', REF, '--json');
      expect(JSON.parse(log.stdout), log.stderr).toHaveLength(1);
    },
  );

  it('once there is room again, the same commit goes on', async () => {
    expect((await dlake(...COMMIT)).code).toBe(0);
    expect((await dlake('verify', '--json')).code).toBe(0);
  });

  it('checkout says so, leaves nothing half-written, and goes on', async () => {
    const to = join(lab.lake, 'out');
    const disk = room.reach(lab.lake);
    // Large files share their blocks with the store: they take no room.
    allow(0);
    expectFull(await dlake('checkout', REF, '--to', to, '--json'), 'checkout');
    const written = existsSync(join(disk, 'out')) ? readFiles(join(disk, 'out')) : {};
    const found = Object.entries(written).filter(([path]) => path in two);
    for (const [path, bytes] of found) expect(bytes.equals(two[path] ?? Buffer.alloc(0)), path).toBe(true);
    allow(undefined);
    expect((await dlake('checkout', REF, '--to', to, '--force', '--json')).code).toBe(0);
    const all = { ...one, ...two };
    expect(differences(readFiles(join(disk, 'out')), all)).toEqual([]);
    expect(readdirSync(disk).sort()).toEqual(['.dlake', 'out']);
  });
});
