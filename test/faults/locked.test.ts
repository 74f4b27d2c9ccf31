import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { lockText } from '../../src/pins/lock-text.ts';
import { parseLock } from '../../src/pins/parse-lock.ts';
import { decodeCommit } from '../../src/records/decode-commit.ts';
import type { CommitId } from '../../src/records/ids.ts';
import type { Pin } from '../../src/records/lock.ts';
import { openFolderStore } from '../../src/store/folder/open-folder-store.ts';
import { differences, readFiles, someFiles, writeFiles } from './files.ts';
import { writeHostileVersion } from './hostile-lake.ts';
import { HOSTILE } from './hostile-versions.ts';
import { Lab, type Run } from './lab.ts';
import { chosenSeed, seededRandom } from './random.ts';

// Many commands, on machines that may be busy.
vi.setConfig({ testTimeout: 900_000, hookTimeout: 300_000 });

const REF = 'raw/lab/plate';
const ROUNDS = 25;
const seed = chosenSeed();
const random = seededRandom(seed);

describe(`versions that are pinned (FAULTS_SEED=${seed})`, () => {
  const lab = new Lab();
  const work = join(lab.folder, 'work');
  const data = join(work, 'data');
  const file = join(work, 'dlake.lock');

  beforeAll(async () => {
    await lab.json(['init']);
    for (const version of [1, 2]) {
      rmSync(join(lab.lake, REF), { recursive: true, force: true });
      writeFiles(join(lab.lake, REF), someFiles(version));
      await lab.json(['commit', REF, '-m', 'more', '--allow-delete']);
    }
  });
  afterAll(() => lab.close());
  beforeEach(() => {
    rmSync(work, { recursive: true, force: true });
    mkdirSync(work);
  });

  const inWork = (...args: string[]): Promise<Run> => lab.dlake(args, { cwd: work });
  const get = (...args: string[]) => inWork('get', '--locked', '--to', 'data', '--json', ...args);
  const verify = (...args: string[]) => inWork('verify', '--locked', 'data', '--json', ...args);
  const pin = async (revision: string): Promise<Pin> => {
    const run = await inWork('pin', revision, '--remote', lab.lake);
    expect(run.code, run.stderr).toBe(0);
    return parseLock(readFileSync(file, 'utf8'), 'dlake.lock').pins[0] as Pin;
  };
  const edit = (change: (text: string) => string): void => {
    const before = readFileSync(file, 'utf8');
    const after = change(before);
    expect(after).not.toBe(before);
    writeFileSync(file, after);
  };
  const isRefused = (run: Run, code: string, exit: number) => {
    expect(run.code, run.stdout + run.stderr).toBe(exit);
    expect(JSON.parse(run.stderr).code).toBe(code);
  };

  it(`kill -9 at random moments, ${ROUNDS} rounds: the same command goes on, and what it brings is whole`, async () => {
    let hits = 0;
    let typical = 500;
    for (let round = 0; round < ROUNDS; round++) {
      const version = (round % 2) + 1;
      if (round % 5 === 0) rmSync(data, { recursive: true, force: true });
      await pin(`${REF}@v${version}`);
      const { child, ended } = lab.start(['get', '--locked', '--to', 'data'], { cwd: work });
      await sleep(random.below(Math.ceil(typical)));
      child.kill('SIGKILL');
      if ((await ended).signal === 'SIGKILL') hits += 1;
      const begin = performance.now();
      const again = await get();
      expect(again.code, again.stderr).toBe(0);
      typical = performance.now() - begin;
      expect(differences(readFiles(join(data, REF)), someFiles(version))).toEqual([]);
      const verified = await verify();
      expect(verified.code, verified.stdout).toBe(0);
    }
    expect(hits).toBeGreaterThan(0);
  });

  it('two at once: both go well', async () => {
    await pin(REF);
    const runs = await Promise.all([get(), get(), get()]);
    expect(runs.map(({ code }) => code)).toEqual([0, 0, 0]);
    expect((await verify()).code).toBe(0);
  });

  it('a lock file that says something else than the commit it names', async () => {
    const good = await pin(`${REF}@v2`);
    const other = await pin(`${REF}@v1`);
    for (const [story, bad] of Object.entries({
      'another version': { ...good, version: 'v1' },
      'another manifest': { ...good, manifest: other.manifest },
      'another ref': { ...good, ref: 'raw/lab/other' },
      'another layer': { ...good, ref: 'processed/lab/plate' },
    })) {
      writeFileSync(file, lockText({ pins: [bad] }));
      const run = await get();
      expect(run.code, story).toBe(4);
      expect(['lock-mismatch', 'object-missing'], story).toContain(JSON.parse(run.stderr).code);
      expect(existsSync(join(data, 'raw')), story).toBe(false);
    }
  });

  it('one that names a commit that is not served, or a page in its place', async () => {
    const good = await pin(REF);
    writeFileSync(
      file,
      lockText({ pins: [{ ...good, commit: `${good.commit.slice(0, -8)}00000000` as CommitId }] }),
    );
    isRefused(await get(), 'lock-mismatch', 4);
    writeFileSync(file, lockText({ pins: [{ ...good, commit: good.manifest as unknown as CommitId }] }));
    isRefused(await get(), 'record-invalid', 4);
  });

  it('verify says so too, with what was brought before', async () => {
    const good = await pin(`${REF}@v2`);
    expect((await get()).code).toBe(0);
    const other = await pin(`${REF}@v1`);
    writeFileSync(file, lockText({ pins: [{ ...good, version: 'v9' }] }));
    const edited = await verify();
    expect(edited.code).toBe(4);
    expect(edited.stdout).toContain('its commit has the version v2, and v9 is pinned');
    writeFileSync(file, lockText({ pins: [other] }));
    const moved = await verify();
    expect(moved.code).toBe(4);
    expect(moved.stdout).toContain('as a whole');
  });

  it.each([
    ['of a newer format', (t: string) => t.replace('lock: 1', 'lock: 2'), 'format-too-new'],
    [
      'with a path that escapes',
      (t: string) => t.replace(`path: ${REF}`, 'path: ../../owned'),
      'lock-invalid',
    ],
    ['with an absolute path', (t: string) => t.replace(`path: ${REF}`, 'path: /tmp/owned'), 'lock-invalid'],
    [
      'with a path into a repository',
      (t: string) => t.replace(`path: ${REF}`, 'path: .git/hooks'),
      'lock-invalid',
    ],
    ['cut off', (t: string) => t.slice(0, -60), 'lock-invalid'],
  ])('a lock file %s is refused by every command, and nothing is written', async (_, change, code) => {
    await pin(REF);
    edit(change);
    const before = outsideOf(lab);
    for (const run of [await get(), await verify(), await inWork('pin', '--check', '--json')])
      isRefused(run, code, 1);
    expect(outsideOf(lab)).toEqual(before);
  });

  it('a symlink on the way leads nowhere', async () => {
    const outside = join(lab.folder, 'outside');
    mkdirSync(outside);
    for (const link of ['raw', 'raw/lab', REF, '.dlake-lock']) {
      rmSync(work, { recursive: true });
      mkdirSync(join(data, link, '..'), { recursive: true });
      symlinkSync(outside, join(data, link));
      await pin(REF);
      isRefused(await get(), 'file-unwritable', 1);
      isRefused(await get('--force'), 'file-unwritable', 1);
      expect(readdirSync(outside), link).toEqual([]);
      if (link !== '.dlake-lock') expect((await verify()).stdout).toContain('symlink');
    }
  });

  it('a damaged record beside the files is made again by get, and no reason to trust them for verify', async () => {
    await pin(REF);
    await get();
    const packs = join(data, '.dlake-lock/store/raw/packs');
    for (const name of readdirSync(packs, { recursive: true, encoding: 'utf8' })) {
      const path = join(packs, name);
      if (!/[0-9a-f]{64}$/.test(name)) continue;
      const bytes = readFileSync(path);
      bytes[40]! ^= 1;
      rmSync(path);
      writeFileSync(path, bytes);
    }
    expect((await verify()).code).toBe(0);
    const matrix = join(data, REF, 'matrix.mtx');
    const whole = readFileSync(matrix);
    writeFileSync(matrix, 'x');
    const damaged = await verify();
    expect(damaged.code).toBe(4);
    expect(damaged.stdout).toContain('as a whole');
    writeFileSync(matrix, whole);
    expect((await get()).code).toBe(0);
    writeFileSync(matrix, 'x');
    expect(JSON.parse((await verify()).stdout)).toMatchObject({ damaged: [{ path: 'matrix.mtx' }] });
  });

  it.each(Object.keys(HOSTILE))(
    'a hostile version is refused, and nothing is written: %s',
    async (externalId) => {
      const lake = join(lab.folder, 'hostile');
      if (!existsSync(lake)) {
        mkdirSync(lake);
        await lab.json(['init'], { cwd: lake });
      }
      const commit = await writeHostileVersion(lake, { externalId, ...HOSTILE[externalId]! });
      const store = await openFolderStore({
        root: join(lake, '.dlake/store'),
        cache: join(lab.folder, 'cache'),
        host: 'x',
      });
      const { manifest } = decodeCommit((await store.read('raw', commit)) as Uint8Array);
      await store.close();
      const ref = `raw/lab/${externalId}`;
      writeFileSync(
        file,
        lockText({ pins: [{ ref, version: 'v1', commit, manifest, remote: lake, path: ref }] }),
      );
      const before = outsideOf(lab);
      const run = await get('--force');
      expect(run.code, run.stderr).toBe(4);
      expect(JSON.parse(run.stderr).code).toMatch(/^(record-invalid|object-damaged|store-damaged)$/);
      expect(outsideOf(lab)).toEqual(before);
      expect(
        readdirSync(data, { recursive: true, encoding: 'utf8' }).filter((path) => path.startsWith(`${ref}/`)),
      ).toEqual([]);
    },
  );
});

/** All that lies in a lab's folder beside the work. */
function outsideOf(lab: Lab): readonly string[] {
  const paths = readdirSync(lab.folder, { recursive: true, encoding: 'utf8' });
  return paths
    .filter((path) => !/^(?:work\/data|home|cache|hostile|run|lake\/\.dlake)(?:\/|$)/.test(path))
    .sort();
}
