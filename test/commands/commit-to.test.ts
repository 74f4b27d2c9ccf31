import { cpSync, existsSync, readdirSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { Session } from '../cli/run-dlake.ts';

const REF = 'raw/lab/run7';
const OTHER = 'raw/lab/run8';
const MIB = 1024 * 1024;
const bob = { cwd: 'bob', env: { DLAKE_AUTHOR: 'Bob Example <bob@example.org>' } };

let session: Session;
beforeAll(async () => {
  session = new Session({ DLAKE_CATALOG: 'inline' });
  await session.json(['init']);
  session.write(`lake/${REF}/notes.txt`, 'a run\n');
  writeFileSync(join(session.lake, REF, 'reads.fastq'), Buffer.alloc(5 * MIB, 'ACGT'));
  await session.json(['remote', 'add', 'nas', '../nas']);
});
afterAll(() => session[Symbol.asyncDispose]());

/** All bytes of a lake's store. */
function stored(lake: string): number {
  const store = join(session.folder, lake, '.dlake', 'store');
  return readdirSync(store, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .reduce((sum, entry) => sum + statSync(join(entry.parentPath, entry.name)).size, 0);
}

test('the bytes go to the remote, the records stay here too', async () => {
  expect(await session.show('commit', REF, '--to', 'nas', '-m', 'Run 7')).toMatchInlineSnapshot(`
    "$ dlake commit raw/lab/run7 --to nas -m 'Run 7'
    raw/lab/run7@v1  590020fa32  2 files, 5.0 MiB
    2 added, 0 modified, 0 deleted; 5.0 MiB sent to nas"
  `);
  expect(stored('lake')).toBeLessThan(64 * 1024);
  expect(stored('nas')).toBeGreaterThan(5 * MIB);
  expect(await session.json(['status'])).toMatchObject({ refs: [{ ref: REF, state: 'clean' }] });
  expect(await session.json(['fsck'])).toEqual({ ok: true, problems: [] });
  expect(await session.json(['fsck'], { cwd: 'nas' })).toEqual({ ok: true, problems: [] });
  expect(await session.json(['verify'], { cwd: 'nas' })).toMatchObject({ ok: true, absent: [] });
  const report = await session.json<{ absent: unknown[] }>(['verify']);
  expect(report).toMatchObject({ ok: true, missing: [], damaged: [] });
  expect(report.absent).toHaveLength(2);
  const log = await session.json<{ id: string }[]>(['log', REF]);
  expect(await session.json(['log', `nas:${REF}`])).toEqual(log);
  expect(await session.dlake(['push', 'nas'])).toMatchObject({ code: 0 });
});

test('again there is nothing to do, and a change sends what changed', async () => {
  expect(await session.json(['commit', REF, '--to', 'nas', '-m', 'Run 7'])).toMatchObject({
    unchanged: true,
    remote: 'nas',
  });
  session.write(`lake/${REF}/more.txt`, 'more\n');
  const before = stored('nas');
  expect(await session.json(['commit', REF, '--to', 'nas', '-m', 'More'])).toMatchObject({
    version: 'v2',
    added: 1,
    unchanged: false,
  });
  expect(stored('nas') - before).toBeLessThan(64 * 1024);
});

test('a commit to this lake brings none of it back', async () => {
  session.write(`lake/${REF}/notes.txt`, 'a run, annotated\n');
  expect(await session.json(['commit', REF, '-m', 'Annotated'])).toMatchObject({
    version: 'v3',
    modified: 1,
  });
  expect(stored('lake')).toBeLessThan(64 * 1024);
  // What is here and what is there make a whole version there.
  expect(await session.json(['push', 'nas'])).toMatchObject({ refs: [{ result: 'fast-forward' }] });
  expect(await session.json(['verify'], { cwd: 'nas' })).toMatchObject({ ok: true, absent: [], missing: [] });
});

test('what an earlier run sent before it was cut off is taken up', async () => {
  // The run was cut off after the remote had it: this lake knows nothing of it, and another stands for the run.
  const run = { cwd: 'bob' };
  await session.json(['init', '../bob']);
  for (const lake of ['lake', 'bob'])
    cpSync(join(session.lake, REF), join(session.folder, lake, OTHER), { recursive: true });
  await session.json(['remote', 'add', 'nas', '../nas'], run);
  await session.json(['commit', OTHER, '--to', 'nas', '-m', 'Run 8'], run);
  const there = await session.json<{ id: string }>(['show', OTHER], run);
  session.write(`lake/${OTHER}/more.txt`, 'not what was sent\n');
  const other = await session.dlake(['commit', OTHER, '--to', 'nas', '-m', 'Mine']);
  expect(other).toMatchObject({ code: 6, stdout: '' });
  expect(await session.dlake(['log', OTHER])).toMatchObject({ code: 1 });
  session.write(`lake/${OTHER}/more.txt`, 'more\n');
  expect(await session.json(['commit', OTHER, '--to', 'nas', '-m', 'Mine'])).toMatchObject({
    commit: there.id,
    unchanged: false,
  });
  expect(await session.json(['status', OTHER])).toMatchObject({ refs: [{ state: 'clean' }] });
  expect(await session.json(['fsck'])).toEqual({ ok: true, problems: [] });
});

test('a remote that went on is not overwritten', async () => {
  session.write(`bob/${OTHER}/bob.txt`, 'from Bob\n');
  await session.json(['commit', OTHER, '--to', 'nas', '-m', 'Bob adds'], bob);
  session.write(`lake/${OTHER}/ada.txt`, 'from Ada\n');
  expect(await session.show('commit', OTHER, '--to', 'nas', '-m', 'Ada adds')).toMatchInlineSnapshot(`
    "$ dlake commit raw/lab/run8 --to nas -m 'Ada adds'
    Error: raw/lab/run8 has gone another way at nas (Bob Example <bob@example.org> moved the ref at 2026-11-22T10:11:12.345Z); nothing was changed here.
    Hint: Look at what is new there: dlake fetch nas, then dlake diff raw/lab/run8 nas:raw/lab/run8
    (exit 6)"
  `);
  expect(await session.json(['log', OTHER])).toHaveLength(1);
});

test('a part of a dataset is added on top of what is there', async () => {
  session.write('bob/extra.txt', 'extra\n');
  expect(
    await session.json(['commit', 'extra.txt', '--as', OTHER, '--update', '--to', 'nas', '-m', 'Extra'], bob),
  ).toMatchObject({ added: 1, deleted: 0 });
  const files = await session.json<{ path: string }[]>(['ls', OTHER], { cwd: 'nas' });
  expect(files.map(({ path }) => path)).toContain('extra.txt');
});

test('what is wrong is said', async () => {
  expect(await session.show('commit', REF, '--to', 'nowhere', '-m', 'x')).toMatchInlineSnapshot(`
    "$ dlake commit raw/lab/run7 --to nowhere -m x
    Error: There is no remote called nowhere; there are: nas
    Hint: Name one: dlake remote add NAME FOLDER
    (exit 1)"
  `);
  expect(await session.show('commit', REF, '--dry-run', '-m', 'x')).toMatchInlineSnapshot(`
    "$ dlake commit raw/lab/run7 --dry-run -m x
    Error: --dry-run is for objects in S3; what a commit of a folder would record is what \`dlake diff\` shows
    Hint: See: dlake commit --help
    (exit 2)"
  `);
  expect(await session.show('commit', 's3://bucket/x', '-m', 'x')).toMatchInlineSnapshot(`
    "$ dlake commit s3://bucket/x -m x
    Error: Say which dataset these objects are: --as LAYER/SOURCE/EXTERNAL_ID
    Hint: See: dlake commit --help
    (exit 2)"
  `);
  expect(
    await session.show('commit', 's3://bucket/x', '--as', REF, '--update', '-m', 'x'),
  ).toMatchInlineSnapshot(`
    "$ dlake commit s3://bucket/x --as raw/lab/run7 --update -m x
    Error: --update is for files, not for objects in S3
    Hint: See: dlake commit --help
    (exit 2)"
  `);
  expect(existsSync(join(session.folder, 'nowhere'))).toBe(false);
});
