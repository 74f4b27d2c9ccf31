import { chmodSync, chownSync, lstatSync, mkdirSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { type Files, readFiles, writeFiles } from './files.ts';
import { Lab, type LabOptions, type Run } from './lab.ts';
import { isRoot } from './room.ts';

// Many commands, on machines that may be busy.
vi.setConfig({ testTimeout: 300_000, hookTimeout: 300_000 });

/** Two users of one group, with numbers that nobody has, and one who is in another. */
const GROUP = 64_100;
const ADA = { uid: 64_101, gid: 64_101, groups: [GROUP] };
const BEN = { uid: 64_102, gid: 64_102, groups: [GROUP] };
const EVE = { uid: 64_103, gid: 64_103, groups: [64_103] };
type User = typeof ADA;

const REF = 'raw/lab/plate';
const files = (what: string): Files => ({
  [`${what}.txt`]: Buffer.from(what),
  [`${what}.bin`]: Buffer.alloc(5 * 1024 * 1024, what),
});

// Becoming somebody else takes root. CI runs as root what it had to pass over as somebody else.
describe.runIf(isRoot())('a lake that a group shares', () => {
  const lab = new Lab({ DLAKE_CATALOG: 'process', DLAKE_HOST: '' });
  const store = join(lab.lake, '.dlake', 'store');

  beforeAll(async () => {
    chmodSync(lab.folder, 0o755);
    chownSync(lab.lake, ADA.uid, GROUP);
    chmodSync(lab.lake, 0o2770);
    for (const user of [ADA, BEN, EVE]) {
      for (const name of ['home', 'run']) mkdirSync(join(lab.folder, `${name}-${user.uid}`), { mode: 0o700 });
      for (const name of ['home', 'run'])
        chownSync(join(lab.folder, `${name}-${user.uid}`), user.uid, user.gid);
    }
    const made = await as(ADA, ['init', '--shared', 'group']);
    expect(made.code, made.stderr).toBe(0);
    expect(made.stderr).not.toMatch(/Warning/);
  });
  afterAll(async () => {
    for (const user of [ADA, BEN]) await as(user, ['catalog', 'stop']);
    await lab.close();
  });

  /** Runs dlake as one of them, whose umask lets nobody in. */
  const as = (user: User, args: readonly string[], options: LabOptions = {}): Promise<Run> =>
    lab.dlake(args, {
      ...options,
      env: {
        HOME: join(lab.folder, `home-${user.uid}`),
        XDG_CACHE_HOME: '',
        XDG_RUNTIME_DIR: join(lab.folder, `run-${user.uid}`),
        DLAKE_AUTHOR: `User ${user.uid} <${user.uid}@example.org>`,
      },
      wrap: (argv) => [
        'setpriv',
        `--reuid=${user.uid}`,
        `--regid=${user.gid}`,
        `--groups=${user.groups.join()}`,
        '--inh-caps=-all',
        'sh',
        '-c',
        'umask 077; exec "$@"',
        'sh',
        ...argv,
      ],
    });

  const fine = async (user: User, ...args: readonly string[]): Promise<unknown> => {
    const run = await as(user, [...args, '--json']);
    expect(run.code, `${user.uid}: dlake ${args.join(' ')}: ${run.stderr}`).toBe(0);
    return JSON.parse(run.stdout);
  };

  /** Data of one user's own, outside of the lake. */
  function dataOf(user: User, what: string): string {
    const folder = join(lab.folder, `home-${user.uid}`, what);
    writeFiles(folder, files(what));
    for (const path of ['', ...Object.keys(files(what))]) chownSync(join(folder, path), user.uid, user.gid);
    return folder;
  }

  it('takes what each of them commits, on top of what the other did', async () => {
    await fine(ADA, 'commit', dataOf(ADA, 'one'), '--as', REF, '-m', 'one');
    await fine(BEN, 'commit', '--update', dataOf(BEN, 'two'), '--as', REF, '-m', 'two');
    await fine(ADA, 'commit', '--update', dataOf(ADA, 'three'), '--as', REF, '-m', 'three');
    expect(await fine(BEN, 'ls', REF)).toHaveLength(6);
  });

  it('has one folder for both: each adds to what the other checked out or committed', async () => {
    await fine(ADA, 'checkout', REF);
    expect(await fine(BEN, 'status', REF)).toMatchObject({ refs: [{ state: 'clean' }] });
    const mine = join(lab.lake, REF, 'ben.txt');
    writeFiles(join(lab.lake, REF), { 'ben.txt': Buffer.from('ben') });
    chownSync(mine, BEN.uid, GROUP);
    await fine(BEN, 'commit', REF, '-m', 'by Ben');
    expect(await fine(ADA, 'status', REF)).toMatchObject({ refs: [{ state: 'clean' }] });
    await fine(ADA, 'undo', REF);
    await fine(BEN, 'checkout', REF, '--force');
    await fine(BEN, 'commit', '--update', REF, '-m', 'nothing new');
    await fine(ADA, 'tag', 'fig1', REF);
    await fine(BEN, 'config', 'linkMode', 'copy');
    await fine(ADA, 'config', 'linkMode', '--unset');
    expect(await fine(ADA, 'verify')).toMatchObject({ ok: true });
    expect(await fine(BEN, 'fsck')).toMatchObject({ ok: true });
  });

  it('gives each of them a catalog, at the same time', async () => {
    for (let round = 0; round < 3; round++) {
      const [adas, bens] = await Promise.all([fine(ADA, 'log', REF), fine(BEN, 'log', REF)]);
      expect(adas).toEqual(bens);
    }
    const catalogs = join(lab.lake, '.dlake', 'catalog');
    const owners = readdirSync(catalogs).map((name) => lstatSync(join(catalogs, name)));
    expect(owners.map(({ uid }) => uid).sort()).toEqual([ADA.uid, BEN.uid]);
    for (const { mode } of owners) expect(mode & 0o077).toBe(0);
  });

  it('is seen whole by doctor, of both', async () => {
    for (const user of [ADA, BEN])
      expect(await fine(user, 'doctor')).toMatchObject({
        ok: true,
        findings: expect.arrayContaining([
          expect.objectContaining({ check: 'shared', state: 'ok', facts: { gid: GROUP } }),
        ]),
      });
  });

  it('keeps every file the group’s, none of them to be written again, and shows nobody else', async () => {
    for (const entry of readdirSync(join(lab.lake, '.dlake'), { recursive: true, withFileTypes: true })) {
      const path = join(entry.parentPath, entry.name);
      if (/\/\.dlake\/(?:catalog|cache)\/./.test(path)) continue;
      const { mode, gid } = lstatSync(path);
      expect(gid, path).toBe(GROUP);
      if (entry.isDirectory()) expect((mode & 0o7777).toString(8), path).toBe('2770');
      else expect(mode & 0o007, path).toBe(0);
      if (path.startsWith(store) && /\/[0-9a-f]{12,}$/.test(path))
        expect((mode & 0o777).toString(8), path).toBe('440');
    }
    const refused = await as(EVE, ['ls', REF], { cwd: lab.folder });
    expect(refused.code).toBe(1);
  });

  it('leaves what a user takes out of it to that user', async () => {
    const to = join(lab.folder, `home-${BEN.uid}`, 'out');
    await fine(BEN, 'checkout', REF, '--to', to);
    expect(Object.keys(readFiles(to))).toContain('one.txt');
    expect(lstatSync(to).mode & 0o077).toBe(0);
    expect(lstatSync(join(to, 'one.txt')).mode & 0o077).toBe(0);
    const home = join(lab.folder, `home-${BEN.uid}`);
    const file = ['--file', join(home, 'dlake.lock')];
    await fine(BEN, 'pin', REF, ...file, '--remote', lab.lake);
    await fine(BEN, 'get', '--locked', ...file, '--to', join(home, 'pinned'));
    for (const path of [join(home, 'pinned'), join(home, 'pinned', REF, 'one.txt')])
      expect(lstatSync(path).mode & 0o077, path).toBe(0);
  });

  it('two at once, one ref: what both add lands', async () => {
    const both = [ADA, BEN].flatMap((user) => [1, 2, 3].map((n) => [user, `u${user.uid}-${n}`] as const));
    await Promise.all(
      both.map(([user, what]) =>
        fine(user, 'commit', '--update', dataOf(user, what), '--as', REF, '-m', what),
      ),
    );
    const paths = ((await fine(ADA, 'ls', REF)) as { path: string }[]).map(({ path }) => path);
    expect(paths).toEqual(expect.arrayContaining(both.map(([, what]) => `${what}.txt`)));
  });
});

describe('init --shared', () => {
  const lab = new Lab();
  afterAll(() => lab.close());
  const modeOf = (path: string) => (lstatSync(join(lab.folder, path)).mode & 0o7777).toString(8);

  it('opens the lake to the group, and says where it can not', async () => {
    chmodSync(lab.lake, 0o755);
    const run = await lab.dlake(['init', '--shared', 'group']);
    expect(run.code, run.stderr).toBe(0);
    expect(run.stderr).toMatch(/chmod g\+rwxs/);
    for (const path of ['lake/.dlake', 'lake/.dlake/store', 'lake/.dlake/state'])
      expect(modeOf(path)).toBe('2770');
    expect(await lab.json(['init', join(lab.folder, 'new'), '--shared', 'group'])).toMatchObject({
      shared: 'group',
    });
    expect([modeOf('new'), modeOf('new/raw')]).toEqual(['2770', '2770']);
  });

  it('joins a store that is shared as it is, and no other', async () => {
    const [open, closed] = [join(lab.folder, 'open'), join(lab.folder, 'closed')];
    await lab.json(['init', join(lab.folder, 'a'), '--shared', 'group', '--store', open]);
    await lab.json(['init', join(lab.folder, 'b'), '--store', open]);
    const mine = join(lab.folder, 'b/raw/lab/x');
    writeFiles(mine, { 'x.txt': Buffer.from('x') });
    await lab.json(['commit', 'raw/lab/x', '-m', 'x'], { cwd: join(lab.folder, 'b') });
    for (const entry of readdirSync(open, { recursive: true, withFileTypes: true }))
      if (entry.isDirectory())
        expect(lstatSync(join(entry.parentPath, entry.name)).mode & 0o7777).toBe(0o2770);
    await lab.json(['init', join(lab.folder, 'c'), '--store', closed]);
    const run = await lab.dlake(['init', join(lab.folder, 'd'), '--shared', 'group', '--store', closed]);
    expect([run.code, run.stderr]).toEqual([2, expect.stringMatching(/is not shared with a group/)]);
  });
});
