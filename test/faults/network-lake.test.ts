import { existsSync, mkdirSync, readdirSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { differences, type Files, readFiles, writeFiles } from './files.ts';
import { Lab, type LabOptions, type Run } from './lab.ts';
import { isRoot, openRoom, type Room } from './room.ts';

// Many commands, on machines that may be busy.
vi.setConfig({ testTimeout: 300_000, hookTimeout: 300_000 });

const REF = 'raw/lab/cells';
const TASKS = Array.from({ length: 8 }, (_, task) => task);
const filesOf = (task: number): Files =>
  Object.fromEntries(
    Array.from({ length: 10 }, (_, n) => [`part-${task}/${n}.tsv`, Buffer.from(`${task} ${n}\n`)]),
  );

/**
 * A folder that two hosts mount over FUSE, each with a cache of its own for names and attributes that may be a
 * second old, as clients of NFS have. Mounting takes root.
 */
describe.runIf(isRoot())('a lake on a file system that two hosts mount', () => {
  const lab = new Lab({ DLAKE_CATALOG: 'process' });
  const mounts = ['one', 'two'].map((name) => join(lab.folder, name));
  const [here = '', there = ''] = mounts;
  let room: Room;
  let local = '';

  beforeAll(async () => {
    const backing = join(lab.folder, 'backing');
    for (const folder of [backing, ...mounts]) mkdirSync(folder);
    const stale = '-o attr_timeout=1,entry_timeout=1,negative_timeout=1';
    room = await openRoom(
      mounts.map((mount) => `bindfs ${stale} '${backing}' '${mount}'`).join('\n'),
      mounts.map((mount) => `umount '${mount}'`).join('\n'),
    );
    const made = await on(0, ['init', 'lake'], { cwd: here });
    expect(made.code, made.stderr).toBe(0);
  });
  afterAll(async () => {
    for (const host of [0, 1]) await on(host, ['catalog', 'stop']);
    await room.close();
    if (local !== '') rmSync(local, { recursive: true, force: true });
    await lab.close();
  });

  /** Runs dlake on one of the hosts. */
  const on = (host: number, args: readonly string[], options: LabOptions = {}): Promise<Run> => {
    const cache = join(lab.folder, `home-${host}`);
    const cwd = options.cwd ?? join(mounts[host] ?? '', 'lake');
    return lab.dlake(args, {
      cwd: lab.folder,
      wrap: (argv) => room.inside(argv, cwd),
      env: { DLAKE_HOST: `host-${host}`, XDG_CACHE_HOME: cache, ...options.env },
    });
  };

  const fine = async (host: number, args: readonly string[], options: LabOptions = {}): Promise<unknown> => {
    const run = await on(host, [...args, '--json'], options);
    expect(run.code, `host ${host}: dlake ${args.join(' ')}: ${run.stderr}`).toBe(0);
    return JSON.parse(run.stdout);
  };

  it('takes what both commit at once', async () => {
    let expected: Files = {};
    for (const task of TASKS) {
      writeFiles(room.reach(join(mounts[task % 2] ?? '', 'lake', REF)), filesOf(task));
      expected = { ...expected, ...filesOf(task) };
    }
    await Promise.all(
      TASKS.map((task) => fine(task % 2, ['commit', '--update', `${REF}/part-${task}`, '-m', `${task}`])),
    );
    for (const host of [0, 1]) {
      const to = join(lab.folder, `out-${host}`);
      await fine(host, ['checkout', REF, '--to', to]);
      expect(differences(readFiles(to), expected)).toEqual([]);
      expect(await fine(host, ['fsck'])).toMatchObject({ ok: true });
      expect(await fine(host, ['log', REF])).toHaveLength(TASKS.length);
    }
  });

  it('moves a ref once, whoever is first', async () => {
    for (let round = 0; round < 6; round++) {
      const runs = await Promise.all(
        [0, 1].map((host) => {
          const source = join(lab.folder, `source-${host}-${round}`);
          writeFiles(source, { 'x.txt': Buffer.from(`${host} ${round}`) });
          return on(host, ['commit', source, '--as', 'raw/lab/one', '--allow-delete', '-m', 'x', '--json']);
        }),
      );
      expect(runs.filter(({ code }) => code !== 0 && code !== 6).map(({ stderr }) => stderr)).toEqual([]);
      expect(runs.some(({ code }) => code === 0)).toBe(true);
    }
    const logs = await Promise.all([0, 1].map((host) => fine(host, ['log', 'raw/lab/one'])));
    expect(logs[0]).toEqual(logs[1]);
  });

  it('has its catalog and pack index off it, one for each host', async () => {
    const inside = readdirSync(room.reach(join(here, 'lake/.dlake')));
    expect(inside).not.toContain('catalog');
    expect(inside).not.toContain('cache');
    for (const host of [0, 1]) {
      const { findings } = (await fine(host, ['doctor'])) as {
        readonly findings: readonly { readonly check: string; readonly facts: { readonly folder: string } }[];
      };
      const { facts } = findings.find(({ check }) => check === 'lock') ?? { facts: { folder: '' } };
      expect(facts.folder.startsWith(join(lab.folder, `home-${host}`))).toBe(true);
      expect(facts.folder.endsWith(`/host-${host}`)).toBe(true);
      expect(existsSync(join(facts.folder, 'catalog/data'))).toBe(true);
    }
  });

  it('has them on a disk of the host where the user’s home is on the network too', async () => {
    const env = { XDG_CACHE_HOME: join(there, 'home/.cache') };
    const { findings } = (await fine(1, ['doctor'], { env })) as {
      readonly findings: readonly { readonly check: string; readonly facts: { readonly folder: string } }[];
    };
    local = dirname(findings.find(({ check }) => check === 'lock')?.facts.folder ?? '');
    expect(local).toMatch(/^(?:\/var\/tmp|\/tmp)\/dlake-0\/lakes\/[0-9a-f]{16}$/);
    expect(await fine(1, ['log', REF], { env })).toHaveLength(TASKS.length);
    expect(await fine(1, ['catalog', 'stop'], { env })).toBeDefined();
  });
});
