import { readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Session } from '../cli/run-dlake.ts';
import { pinnedLab, thirdVersion } from './pinned-lab.ts';
import { brokenIds, CID, MEAN, RAW } from './small-lake.ts';

let session: Session;
beforeAll(async () => {
  session = await pinnedLab();
});
afterAll(() => session[Symbol.asyncDispose]());

const WORK = { cwd: 'work' };
const lake = () => ['--lake', session.lake];
const pin = (...args: string[]) => session.dlake(['pin', ...args], WORK);
const lock = (): string =>
  readFileSync(join(session.folder, 'work/dlake.lock'), 'utf8').replaceAll(session.folder, '~~');

test('pins of a lake elsewhere, and what the file looks like', async () => {
  expect(await pin(`${RAW}@v1`, MEAN, ...lake())).toMatchInlineSnapshot(`
    {
      "code": 0,
      "stderr": "",
      "stdout": "Pinned raw/geo/GSE2034@v1  e623c4b7cc  from ~~/nas
    Pinned processed/geo/GSE2034.mean@v1  4164e978b5  from ~~/nas
    ",
    }
  `);
  expect(lock()).toMatchInlineSnapshot(`
    "# The dataset versions that this repository uses. \`dlake pin\` writes this file, \`dlake get --locked\` brings them.
    lock: 1
    pins:

    - ref: processed/geo/GSE2034.mean
      version: v1
      commit: bafyreicbmtuxrnpgffhaelgkqjmebxwx6whdmsjprebw5ggateghpx2jhe
      manifest: bafyreidbjexxvygewwqldf2zdahr4zx7qamqn4s5h2ts6y2bdfgrbxsuai
      remote: "~~/nas"
      path: processed/geo/GSE2034.mean

    - ref: raw/geo/GSE2034
      version: v1
      commit: bafyreihgepclptak66qy5k7yvxx5dwdp34ofhr2tlpox4hjm7d6xmi2ru4
      manifest: bafyreidx7hu3lj4yp5knyccuuye2567wjpslj3wz4qyv36ijplfaqirkpe
      remote: "~~/nas"
      path: raw/geo/GSE2034
    "
  `);
  expect(await pin()).toMatchInlineSnapshot(`
    {
      "code": 0,
      "stderr": "",
      "stdout": "processed/geo/GSE2034.mean@v1  4164e978b5  from ~~/nas
    raw/geo/GSE2034@v1  e623c4b7cc  from ~~/nas
    ",
    }
  `);
  const listed = await session.json<{ pins: object[] }>(['pin'], WORK);
  expect(brokenIds(listed)).toEqual([]);
  expect(listed.pins).toMatchObject([
    { ref: MEAN, version: 'v1', commit: expect.stringMatching(CID), store: null, path: MEAN },
    { ref: RAW, version: 'v1' },
  ]);
});

test('where there is no lake, from a remote by its address; a pin that stands is replaced', async () => {
  const before = lock();
  expect(await pin(RAW, '--remote', '../nas', '--path', 'data/expr')).toMatchInlineSnapshot(`
    {
      "code": 0,
      "stderr": "",
      "stdout": "Pinned raw/geo/GSE2034@v2  37b327ffa9 (was v1)  in data/expr  from ~~/nas
    ",
    }
  `);
  expect(lock()).toContain('path: data/expr');
  await pin(`${RAW}@v1`, '--remote', '../nas');
  expect(lock()).toContain('path: data/expr');
  await pin(`${RAW}@v1`, '--remote', '../nas', '--path', RAW);
  expect(lock()).toBe(before);
});

test('a tag pins all that it names; a revision of a remote is pinned at that remote', async () => {
  await session.json(['tag', 'fig3', `${RAW}@v2`, MEAN]);
  const file = join(session.folder, 'work/tag.lock');
  const { pins } = await session.json<{ pins: { ref: string; version: string }[] }>([
    'pin',
    'fig3',
    '--file',
    file,
  ]);
  expect(pins.map(({ ref, version }) => `${ref}@${version}`).sort()).toEqual([`${MEAN}@v1`, `${RAW}@v2`]);
  const one = await session.json<{ pins: object[] }>(['pin', `lab:${RAW}`, '--file', file]);
  expect(one.pins).toMatchObject([{ ref: RAW, version: 'v2', remote: '~~/nas' }]);
  rmSync(file);
});

test('what the remote does not have is not pinned', async () => {
  session.write('lake/raw/lab/mine/a', '1\n');
  await session.json(['commit', 'raw/lab/mine', '-m', 'mine']);
  const before = lock();
  expect(await pin('raw/lab/mine', ...lake())).toMatchInlineSnapshot(`
    {
      "code": 1,
      "stderr": "Error: raw/lab/mine@v1 is not at lab, where others would look for it.
    Hint: Send it there first: dlake push raw/lab/mine
    ",
      "stdout": "",
    }
  `);
  expect(await pin('raw/lab/none', '--remote', '../nas')).toMatchObject({ code: 1 });
  expect(lock()).toBe(before);
});

test('--check tells scripts, --update takes the newest', async () => {
  await pin(`${RAW}@v2`, ...lake());
  expect(await pin('--check')).toMatchInlineSnapshot(`
    {
      "code": 0,
      "stderr": "",
      "stdout": "processed/geo/GSE2034.mean@v1 is the newest
    raw/geo/GSE2034@v2 is the newest
    ",
    }
  `);
  await thirdVersion(session);
  expect(await pin('--check')).toMatchInlineSnapshot(`
    {
      "code": 6,
      "stderr": "",
      "stdout": "processed/geo/GSE2034.mean@v1 is the newest
    raw/geo/GSE2034@v2 is pinned, the newest is raw/geo/GSE2034@v3
    ",
    }
  `);
  const checked = await pin('--check', '--json');
  expect(checked.code).toBe(6);
  expect(JSON.parse(checked.stdout).pins).toMatchObject([
    { ref: MEAN, state: 'current', newest: null },
    {
      ref: RAW,
      version: 'v2',
      state: 'newer',
      newest: { version: 'v3', commit: expect.stringMatching(CID) },
    },
  ]);
  expect((await pin('--check', MEAN)).code).toBe(0);
  expect(await pin('--update')).toMatchInlineSnapshot(`
    {
      "code": 0,
      "stderr": "",
      "stdout": "processed/geo/GSE2034.mean@v1 is the newest
    raw/geo/GSE2034@v2 -> raw/geo/GSE2034@v3
    ",
    }
  `);
  expect(await pin('--check')).toMatchObject({ code: 0 });
  expect(lock()).toContain('version: v3');
});

test('a ref that was led away, or has ended', async () => {
  const nas = join(session.folder, 'nas');
  await session.json(['reset', RAW, '--to', `${RAW}@v1`, '--lake', nas]);
  await session.json(['rm', MEAN, '-m', 'wrong', '--lake', nas]);
  expect(await pin('--check')).toMatchInlineSnapshot(`
    {
      "code": 6,
      "stderr": "",
      "stdout": "processed/geo/GSE2034.mean@v1 is pinned, and its ref has ended since
    raw/geo/GSE2034@v3 is pinned, and its ref was led away from it, to raw/geo/GSE2034@v1
    ",
    }
  `);
  expect(await pin('--update')).toMatchInlineSnapshot(`
    {
      "code": 3,
      "stderr": "",
      "stdout": "processed/geo/GSE2034.mean@v1 is pinned, and its ref has ended since
    raw/geo/GSE2034@v3 -> raw/geo/GSE2034@v1
    ",
    }
  `);
});

test('--remove', async () => {
  expect(await pin('--remove', RAW)).toMatchInlineSnapshot(`
    {
      "code": 0,
      "stderr": "",
      "stdout": "raw/geo/GSE2034 is no longer pinned
    ",
    }
  `);
  expect(await pin('--remove', RAW)).toMatchInlineSnapshot(`
    {
      "code": 1,
      "stderr": "Error: raw/geo/GSE2034 is not pinned; pinned are: processed/geo/GSE2034.mean
    ",
      "stdout": "",
    }
  `);
  expect((await pin('--remove')).code).toBe(2);
  await pin('--remove', MEAN);
  expect(lock()).toMatchInlineSnapshot(`
    "# The dataset versions that this repository uses. \`dlake pin\` writes this file, \`dlake get --locked\` brings them.
    lock: 1
    pins: []
    "
  `);
});

test('a remote that is not there, a lock file that is not there', async () => {
  await pin(RAW, '--remote', '../nas');
  const text = lock();
  session.write('work/dlake.lock', text.replaceAll('~~/nas', '/no/such/folder'));
  expect(await pin('--check')).toMatchInlineSnapshot(`
    {
      "code": 7,
      "stderr": "Error: The remote folder can't be reached at /no/such/folder: there is no such folder. Nothing was changed.
    Caused by: There is no lake in /no/such/folder or in a folder above it.
    Caused by: ENOENT: no such file or directory, open '/no/such/folder/.dlake/lake.json'
    ",
      "stdout": "",
    }
  `);
  expect(await pin('--check', '--file', 'none.lock')).toMatchInlineSnapshot(`
    {
      "code": 1,
      "stderr": "Error: There is no lock file ~~/work/none.lock
    Hint: Pin a version first: dlake pin REV, or name the file with --file.
    ",
      "stdout": "",
    }
  `);
  expect((await pin(RAW, '--remote', '/no/such/folder')).code).toBe(7);
});

test('a password in the address is used and not kept', async () => {
  const file = join(session.folder, 'work/secret.lock');
  const said = await pin(RAW, '--remote', 'postgres://ada:s3cr3t@127.0.0.1:1/lake', '--file', file);
  expect(said.code).toBe(7);
  expect(said.stdout + said.stderr).not.toContain('s3cr3t');
});
