import { renameSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Session } from '../cli/run-dlake.ts';
import { brokenIds, RAW, smallLake } from './small-lake.ts';

let session: Session;
const bob = { cwd: 'bob', env: { DLAKE_AUTHOR: 'Bob Example <bob@example.org>' } };
beforeAll(async () => {
  session = await smallLake({ DLAKE_CATALOG: 'inline' });
});
afterAll(() => session[Symbol.asyncDispose]());

test('a remote has a name', async () => {
  expect(await session.show('remote', 'add', 'lab', '../lab')).toMatchInlineSnapshot(`
    "$ dlake remote add lab ../lab
    lab is ~~/lab"
  `);
  expect(await session.show('remote', 'add', 'lab', '../other')).toMatchInlineSnapshot(`
    "$ dlake remote add lab ../other
    Error: There is a remote called lab already: ~~/lab
    Hint: Give it another address with: dlake remote set-url lab FOLDER
    (exit 1)"
  `);
  expect(await session.show('remote', 'list')).toMatchInlineSnapshot(`
    "$ dlake remote list
    lab  ~~/lab"
  `);
  expect(await session.show('push', 'nowhere')).toMatchInlineSnapshot(`
    "$ dlake push nowhere
    Error: There is no remote called nowhere; there are: lab
    Hint: Name one: dlake remote add NAME FOLDER
    (exit 1)"
  `);
});

test('a folder that is absent becomes a lake at the first push', async () => {
  expect(await session.show('fetch', 'lab')).toMatchInlineSnapshot(`
    "$ dlake fetch lab
    Error: The remote lab can't be reached at ~~/lab: there is no such folder. Nothing was changed.
    Caused by: There is no lake in ~~/lab or in a folder above it.
    Caused by: ENOENT: no such file or directory, open '~~/lab/.dlake/lake.json'
    (exit 7)"
  `);
  expect(await session.show('push', 'lab')).toMatchInlineSnapshot(`
    "$ dlake push lab
    There is nothing to do.
    0 objects, 0 B sent
    The remote has no ref of this lake yet: name some, or push with --all."
  `);
  expect(await session.show('push', 'lab', RAW)).toMatchInlineSnapshot(`
    "$ dlake push lab raw/geo/GSE2034
    created       raw/geo/GSE2034  nothing -> 37b327ffa9
    7 objects, 1.1 KiB sent"
  `);
  const again = await session.json(['push', '--all']);
  expect(brokenIds(again)).toEqual([]);
  expect(again).toMatchObject({
    remote: 'lab',
    refs: [
      { ref: RAW, result: 'up-to-date', reason: null },
      { ref: 'processed/geo/GSE2034.mean', from: null, result: 'created' },
    ],
    objectsSent: 3,
    objectsCopied: 0,
  });
  expect(await session.json(['fsck'], { cwd: 'lab' })).toEqual({ ok: true, problems: [] });
});

test('a clone knows what there is, and gets what it is asked for', async () => {
  const made = await session.json(['clone', '../lab', '../bob', '--checkout', RAW]);
  expect(made).toMatchObject({
    remote: 'origin',
    refs: [{ ref: RAW }, { ref: 'processed/geo/GSE2034.mean' }],
    checkedOut: [{ ref: RAW, from: null, result: 'created' }],
  });
  expect(await session.json(['status'], bob)).toMatchObject({ refs: [{ ref: RAW, state: 'clean' }] });
  const versions = await session.json<{ version: string }[]>(['log', RAW], bob);
  expect(versions.map(({ version }) => version)).toEqual(['v2', 'v1']);
  expect(await session.json(['fsck'], bob)).toMatchObject({ ok: true });
  // Of the version before, what differs is known to be at the remote.
  const report = await session.json<{ absent: unknown[]; coverage: number }>(['verify'], bob);
  expect(report).toMatchObject({ ok: true, missing: [] });
  expect(report.absent.length).toBeGreaterThan(0);
  expect(report.coverage).toBeLessThan(1);
});

test('who was second pulls, and both changes are there', async () => {
  session.write(`bob/${RAW}/docs/bob.txt`, 'from Bob\n');
  await session.json(['commit', RAW, '-m', 'Bob adds'], bob);
  await session.json(['push'], bob);
  session.write(`lake/${RAW}/docs/ada.txt`, 'from Ada\n');
  await session.json(['commit', RAW, '-m', 'Ada adds']);
  expect(await session.show('push')).toMatchInlineSnapshot(`
    "$ dlake push
    rejected  raw/geo/GSE2034  the two have diverged: Bob Example <bob@example.org> moved the ref at 2026-11-22T10:11:12.345Z
    0 objects, 0 B sent
    What was moved on there: dlake pull lab REF, then push again.
    (exit 6)"
  `);
  expect(await session.json(['pull'])).toMatchObject({ merged: [RAW], conflicts: [] });
  const files = await session.json<{ path: string }[]>(['ls', RAW]);
  expect(files.map(({ path }) => path)).toEqual([
    'docs/README.txt',
    'docs/ada.txt',
    'docs/bob.txt',
    'matrix.tsv',
  ]);
  expect(await session.json(['status', RAW])).toMatchObject({ refs: [{ state: 'clean' }] });
  expect(await session.json(['push'])).toMatchObject({ refs: [{ result: 'fast-forward' }, {}] });
  expect(await session.json(['pull'], bob)).toMatchObject({ refs: [{ result: 'fast-forward' }] });
});

test('a file that both changed is a conflict, and nothing moves until somebody is right', async () => {
  session.write(`bob/${RAW}/matrix.tsv`, 'from Bob\n');
  await session.json(['commit', RAW, '-m', 'Bob changes'], bob);
  await session.json(['push'], bob);
  session.write(`lake/${RAW}/matrix.tsv`, 'from Ada\n');
  await session.json(['commit', RAW, '-m', 'Ada changes']);
  expect(await session.show('pull')).toMatchInlineSnapshot(`
    "$ dlake pull
    rejected  raw/geo/GSE2034  1 path was changed on both sides
    Nothing moved, for these are in conflict:
      raw/geo/GSE2034:matrix.tsv  (changed on both sides)
    Say whose is right: dlake pull ... --ours GLOB --theirs GLOB
    (exit 6)"
  `);
  const { stdout, code } = await session.dlake(['pull', '--json']);
  expect(code).toBe(6);
  expect(JSON.parse(stdout)).toMatchObject({
    refs: [{ ref: RAW, result: 'rejected' }, { result: 'up-to-date' }],
    conflicts: [{ ref: RAW, path: 'matrix.tsv', ours: expect.any(String), base: expect.any(String) }],
  });
  expect(await session.json(['status', RAW])).toMatchObject({ refs: [{ state: 'clean' }] });
  expect(await session.json(['pull', '--theirs', '*.tsv'])).toMatchObject({ merged: [RAW] });
  expect(await session.dlake(['cat', `${RAW}:matrix.tsv`])).toMatchObject({ stdout: 'from Bob\n' });
});

test('a folder with changes that are in no commit is left alone', async () => {
  await session.json(['push']);
  session.write(`bob/${RAW}/matrix.tsv`, 'half done\n');
  const { stdout, code } = await session.dlake(['pull', '--json'], bob);
  expect(code).toBe(6);
  expect(JSON.parse(stdout).refs).toMatchObject([
    { result: 'rejected', reason: 'its folder has changes that are in no commit' },
  ]);
});

test('reset lets a ref name what the remote has', async () => {
  await session.json(['commit', RAW, '-m', 'Bob goes astray'], bob);
  expect(await session.dlake(['push'], bob)).toMatchObject({ code: 6 });
  await session.dlake(['pull', '--ours', '**'], bob);
  const there = await session.json<{ id: string }>(['show', `origin:${RAW}`], bob);
  expect(await session.json(['reset', RAW, '--to', `origin:${RAW}`], bob)).toMatchObject({ to: there.id });
  expect(await session.json(['push'], bob)).toMatchObject({ refs: [{ result: 'up-to-date' }] });
  expect(await session.dlake(['reset', RAW, '--to', 'processed/geo/GSE2034.mean'])).toMatchObject({
    code: 5,
  });
});

test('a remote that is not there: exit 7, and nothing changed', async () => {
  renameSync(join(session.folder, 'lab'), join(session.folder, 'away'));
  const before = await session.json(['log']);
  expect(await session.show('pull')).toMatchInlineSnapshot(`
    "$ dlake pull
    Error: The remote lab can't be reached at ~~/lab: there is no such folder. Nothing was changed.
    Caused by: There is no lake in ~~/lab or in a folder above it.
    Caused by: ENOENT: no such file or directory, open '~~/lab/.dlake/lake.json'
    (exit 7)"
  `);
  expect(await session.dlake(['fetch'])).toMatchObject({ code: 7 });
  expect(await session.json(['log'])).toEqual(before);
  await session.json(['remote', 'set-url', 'lab', '../away']);
  expect(await session.dlake(['fetch'])).toMatchObject({ code: 0 });
  await session.json(['remote', 'remove', 'lab']);
  expect(await session.json(['remote', 'list'])).toEqual([]);
  expect(await session.json(['show', `lab:${RAW}`])).toMatchObject({ ref: RAW });
});
