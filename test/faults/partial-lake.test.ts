import { lstatSync, readdirSync, rmSync, statfsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { differences, readFiles, someBytes, someFiles, writeFiles } from './files.ts';
import { Lab, type LabOptions, type Run } from './lab.ts';
import { seededRandom } from './random.ts';
import { openRoom, type Room } from './room.ts';

// Many commands, on machines that may be busy.
vi.setConfig({ testTimeout: 900_000, hookTimeout: 300_000 });

const REF = 'raw/lab/plate';

/** Runs a command of which these system calls fail, as strace has it: `link:error=EPERM:when=1`. */
const failing = (...faults: readonly string[]): LabOptions => ({
  wrap: (argv) => [
    ...['strace', '-f', '-o', '/dev/null'],
    ...faults.flatMap((fault) => ['-e', `inject=${fault}`]),
    ...argv,
  ],
});

const codeOf = (run: Run): string => {
  expect(run.code, run.stdout).not.toBe(0);
  return JSON.parse(run.stderr).code;
};

describe('a lake that holds a part', () => {
  let lab: Lab;
  const files = { ...someFiles(3), 'more.bin': someBytes(seededRandom(7), 30 * 1024 * 1024) };
  beforeEach(async () => {
    lab = new Lab();
  });
  afterEach(() => lab.close());

  /** A lake whose only dataset is at a remote, and is dropped here. */
  async function dropped(options: LabOptions = {}): Promise<void> {
    const json = (...args: readonly string[]) => lab.json(args, options);
    await json('init');
    writeFiles(join(lab.folder, 'source'), files);
    await json('commit', join(lab.folder, 'source'), '--as', REF, '-m', 'a version');
    await json('remote', 'add', 'nas', join(lab.folder, 'nas'));
    await json('push', 'nas', REF);
    await json('drop', REF);
  }

  async function expectWhole(options: LabOptions = {}): Promise<void> {
    expect(await lab.json(['fsck'], options)).toMatchObject({ ok: true });
    const to = join(lab.folder, 'out');
    await lab.json(['checkout', REF, '--to', to], options);
    expect(differences(readFiles(to), files)).toEqual([]);
    rmSync(to, { recursive: true });
  }

  it('says that the disk is full in get, keeps nothing by halves, and goes on', async () => {
    const room: Room = await openRoom(`mount -t tmpfs -o size=120m,mode=0777 tmpfs '${lab.lake}'`);
    try {
      const inside = { wrap: room.inside };
      await dropped(inside);
      const disk = room.reach(lab.lake);
      for (const left of [0, 300_000, 8_000_000]) {
        const { bavail, bsize } = statfsSync(disk);
        writeFileSync(join(disk, 'ballast'), Buffer.alloc(Math.max(0, bavail * bsize - left)));
        expect(codeOf(await lab.dlake(['get', REF, '--json'], inside)), `${left} left`).toBe('disk-full');
        const reading = await lab.dlake(['checkout', REF, '--to', join(lab.lake, 'out'), '--json'], inside);
        expect(codeOf(reading), `${left} left`).toBe('disk-full');
        expect(await lab.json(['fsck'], inside)).toMatchObject({ ok: true });
        rmSync(join(disk, 'ballast'));
        rmSync(join(disk, 'out'), { recursive: true, force: true });
      }
      await lab.json(['get', REF], inside);
      expect(await lab.json(['verify'], inside)).toMatchObject({ ok: true, absent: [] });
      await expectWhole(inside);
    } finally {
      await room.close();
    }
  });

  it('takes a quota that is used up for a full disk, in get, checkout and commit', async () => {
    await dropped();
    for (const fault of ['fsync:error=EDQUOT:when=1', 'mkdir:error=EDQUOT:when=4'])
      expect(codeOf(await lab.dlake(['get', REF, '--json'], failing(fault))), fault).toBe('disk-full');
    await lab.json(['get', REF]);
    const to = join(lab.folder, 'quota');
    const checkout = ['checkout', REF, '--to', to, '--json'];
    expect(codeOf(await lab.dlake(checkout, failing('mkdir:error=EDQUOT:when=3+')))).toBe('disk-full');
    const commit = ['commit', join(lab.folder, 'other'), '--as', 'raw/lab/other', '-m', 'x', '--json'];
    writeFiles(join(lab.folder, 'other'), { 'a.bin': someBytes(seededRandom(9), 6_000_000) });
    expect(codeOf(await lab.dlake(commit, failing('fsync:error=EDQUOT:when=1')))).toBe('disk-full');
    await lab.json(commit.slice(0, -1));
    await expectWhole();
  });

  it('loses nothing when drop and get are killed at any moment', async () => {
    await dropped();
    const random = seededRandom(11);
    for (let round = 0; round < 12; round++) {
      const args = round % 2 === 0 ? ['get', REF] : ['drop', REF];
      const { child, ended } = lab.start(args);
      await Promise.race([sleep(200 + random.below(900)), ended]);
      child.kill('SIGKILL');
      await ended;
      expect(await lab.json(['fsck'])).toMatchObject({ ok: true });
      expect(await lab.json(['verify'])).toMatchObject({ ok: true, missing: [], damaged: [] });
    }
    await lab.json(['get', REF]);
    expect(await lab.json(['verify'])).toMatchObject({ ok: true, absent: [] });
    await lab.json(['drop', REF]);
    // What runs that were killed had retired is freed, too.
    expect(readdirSync(join(lab.lake, '.dlake/store/fossils'))).toEqual([]);
    await expectWhole();
  });

  it('frees nothing that a commit relies on which was at it', async () => {
    await dropped();
    await lab.json(['get', REF]);
    // The same bytes under other names, committed while they are dropped.
    for (let round = 0; round < 4; round++) {
      const ref = `raw/lab/copy-${round}`;
      writeFiles(join(lab.lake, ref), { ...files, 'own.txt': Buffer.from(`round ${round}`) });
      const [drop, commit] = await Promise.all([
        lab.dlake(['drop', '--shared', REF, '--json']),
        lab.dlake(['commit', ref, '-m', 'the same', '--json']),
      ]);
      expect([drop.code, commit.code], drop.stderr + commit.stderr).toEqual([0, 0]);
      const [use] = ((await lab.json(['du', ref])) as { readonly datasets: readonly [Use] }).datasets;
      expect(use.here.files, `round ${round}`).toBe(Object.keys(files).length + 1);
      await lab.json(['get', REF]);
    }
  });
});

interface Use {
  readonly here: { readonly files: number };
}

describe('a file system that lacks something', () => {
  let lab: Lab;
  beforeEach(() => {
    lab = new Lab();
  });
  afterEach(() => lab.close());

  const large = { 'large.bin': someBytes(seededRandom(5), 5_000_000) };
  const file = () => join(lab.lake, REF, 'large.bin');

  it('is named by doctor: no links, no flush', async () => {
    await lab.json(['init']);
    const findings = async (fault: string) => {
      const run = await lab.dlake(['doctor', '--json'], failing(fault));
      return JSON.parse(run.stdout) as { readonly findings: readonly { check: string; state: string }[] };
    };
    for (const error of ['EPERM', 'EOPNOTSUPP', 'ENOSYS'])
      expect((await findings(`link:error=${error}`)).findings).toContainEqual(
        expect.objectContaining({ check: 'link', state: 'fail' }),
      );
    expect((await findings('fsync:error=EINVAL')).findings).toContainEqual(
      expect.objectContaining({ check: 'flush', state: 'fail' }),
    );
    const run = await lab.dlake(['doctor'], failing('link:error=EOPNOTSUPP'));
    expect(run.stdout).toContain("has no hard links: refs can't move safely");
    // No commit passes there for one that is durable.
    writeFiles(join(lab.lake, REF), large);
    const commit = ['commit', REF, '-m', 'x', '--json'];
    expect(codeOf(await lab.dlake(commit, failing('link:error=EOPNOTSUPP')))).toBe('store-unwritable');
    expect(codeOf(await lab.dlake(commit, failing('fsync:error=EINVAL')))).toBe('store-unwritable');
    expect(await lab.json(['fsck'])).toMatchObject({ ok: true });
  });

  it('has a store on another one copy what was to be linked, and says so', async () => {
    const store = join(lab.folder, 'store');
    const room = await openRoom(`mkdir '${store}'\nmount -t tmpfs -o size=60m,mode=0777 tmpfs '${store}'`);
    try {
      const inside = { wrap: room.inside };
      await lab.json(['init', '--store', store], inside);
      writeFiles(join(lab.lake, REF), large);
      const run = await lab.dlake(['commit', REF, '-m', 'x', '--link-mode', 'hardlink'], inside);
      expect(run.code, run.stderr).toBe(0);
      expect(run.stderr).toContain('large.bin could not be linked with the store');
      expect(lstatSync(file())).toMatchObject({ nlink: 1 });
      expect(lstatSync(file()).mode & 0o200).toBe(0o200);
      rmSync(file());
      const back = await lab.dlake(['checkout', REF], inside);
      expect([back.code, back.stderr]).toEqual([
        0,
        expect.stringContaining('1 large file could not be linked with the store and was copied'),
      ]);
    } finally {
      await room.close();
    }
  });

  it('has files copied that the kernel does not let us link (fs.protected_hardlinks), and says so', async () => {
    await lab.json(['init']);
    writeFiles(join(lab.lake, REF), large);
    // The first link of a commit is that of the file; the entry of the log comes last.
    const refused = failing('link:error=EPERM:when=1');
    const run = await lab.dlake(['commit', REF, '-m', 'x', '--link-mode', 'hardlink'], refused);
    expect(run.code, run.stderr).toBe(0);
    expect(run.stderr).toContain('large.bin could not be linked with the store');
    expect(lstatSync(file())).toMatchObject({ nlink: 1 });
    expect(await lab.json(['verify'])).toMatchObject({ ok: true });
  });
});
