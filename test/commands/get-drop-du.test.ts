import { existsSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { Session } from '../cli/run-dlake.ts';
import { flipByte } from '../store/folder-harness.ts';

const REF = 'raw/lab/run42';
const LARGE = 5 * 1024 * 1024;

interface Use {
  readonly here: { readonly files: number; readonly bytes: number };
  readonly [amount: string]: unknown;
}

let session: Session;
beforeAll(async () => {
  session = new Session({ DLAKE_CATALOG: 'inline' });
  await session.json(['init']);
  session.write(`lake/${REF}/a.txt`, 'some reads\n');
  session.write(`lake/${REF}/sub/b.txt`, 'more reads\n');
  session.write(`lake/${REF}/large.bin`, 'x'.repeat(LARGE));
  await session.json(['commit', REF, '-m', 'as sequenced']);
});
afterAll(() => session[Symbol.asyncDispose]());

const use = async (): Promise<Use> =>
  (await session.json<{ readonly datasets: readonly [Use] }>(['du', REF])).datasets[0];
const nas = (): string => join(session.folder, 'nas');
const amount = (files: number, bytes: number) => ({ files, bytes });
const NOTHING = amount(0, 0);
const ALL = amount(3, LARGE + 22);

test('what no remote has is not dropped, and named', async () => {
  expect(await session.show('drop', REF)).toMatchInlineSnapshot(`
    "$ dlake drop raw/lab/run42
    Error: 3 files of raw/lab/run42@v1 may be the last copy: no remote is proved to hold them, and nothing was dropped.
      a.txt
      large.bin
      sub/b.txt
    Hint: Add a remote and push it there first: dlake remote add NAME FOLDER
    (exit 5)"
  `);
  await session.json(['remote', 'add', 'nas', '../nas']);
  expect(await session.show('drop', REF)).toMatchInlineSnapshot(`
    "$ dlake drop raw/lab/run42
    Error: 3 files of raw/lab/run42@v1 may be the last copy: no remote is proved to hold them, and nothing was dropped.
      nas could not be asked: there is no such folder
      a.txt
      large.bin
      sub/b.txt
    Hint: Run the same command again when the remote is there.
    (exit 5)"
  `);
  expect(await use()).toMatchObject({ here: ALL, onlyCopy: ALL, droppable: NOTHING });
});

test('what a remote is proved to hold is dropped, and is absent then, not missing', async () => {
  await session.json(['push', 'nas', REF]);
  expect(await use()).toMatchObject({ here: ALL, onlyCopy: NOTHING, droppable: ALL });
  expect(await session.show('drop', '--dry-run', REF)).toMatchInlineSnapshot(`
    "$ dlake drop --dry-run raw/lab/run42
    raw/lab/run42@v1: 3 files, 5.0 MiB would be freed; held by nas"
  `);
  expect(await use()).toMatchObject({ here: ALL });
  expect(await session.show('drop', REF)).toMatchInlineSnapshot(`
    "$ dlake drop raw/lab/run42
    raw/lab/run42@v1: 3 files, 5.0 MiB freed; held by nas"
  `);
  expect(await use()).toMatchObject({ here: NOTHING, absent: ALL, missing: NOTHING });
  expect(await session.show('status')).toMatchInlineSnapshot(`
    "$ dlake status
    clean           raw/lab/run42
      absent:    3 files, 5.0 MiB at a remote; dlake get brings them"
  `);
  expect(await session.json(['status'])).toMatchObject({ refs: [{ absent: ALL, missing: NOTHING }] });
  expect(await session.show('fsck')).toMatchInlineSnapshot(`
    "$ dlake fsck
    The lake is whole."
  `);
  expect(await session.json(['verify'])).toMatchObject({ ok: true, missing: [] });
  expect(readdirSync(join(session.lake, '.dlake/store/fossils'))).toEqual([]);
});

test('a new version of files that were dropped stores only what is new', async () => {
  session.write(`lake/${REF}/new.txt`, 'new\n');
  expect(await session.json(['commit', REF, '-m', 'one more'])).toMatchObject({ files: 4, newObjects: 3 });
  expect(await use()).toMatchObject({ here: amount(1, 4), onlyCopy: amount(1, 4), absent: ALL });
  // The version is at no remote, and what it shares with one that is is absent all the same.
  expect(await session.json(['verify'])).toMatchObject({ ok: true, missing: [] });
  expect(await session.json(['fsck'])).toMatchObject({ ok: true });
  await session.json(['push', 'nas', REF]);
});

test('get brings a part, then the rest; a dry run brings nothing', async () => {
  expect(await session.show('get', '--dry-run', `${REF}:sub`)).toMatchInlineSnapshot(`
    "$ dlake get --dry-run raw/lab/run42:sub
    raw/lab/run42@v2: 1 file, 11 B would come from nas
      sub/b.txt  11 B"
  `);
  expect(await session.json(['get', `${REF}:*.txt`])).toMatchObject({
    versions: [{ objects: 1, from: [{ remote: 'nas', objects: 1, bytes: 11 }], lost: [] }],
  });
  expect(await session.show('get', REF)).toMatchInlineSnapshot(`
    "$ dlake get raw/lab/run42
    raw/lab/run42@v2: 2 files, 5.0 MiB came from nas"
  `);
  expect(await session.show('get', REF)).toMatchInlineSnapshot(`
    "$ dlake get raw/lab/run42
    raw/lab/run42@v2: all of it is here"
  `);
  expect(await use()).toMatchObject({ here: amount(4, LARGE + 26), absent: NOTHING });
});

test('cat, checkout, restore and ls bring what they miss', async () => {
  const drop = () => session.json(['drop', REF, `${REF}@v1`]);
  await drop();
  expect(await session.dlake(['cat', `${REF}:a.txt`])).toMatchObject({ stdout: 'some reads\n', code: 0 });
  expect((await use()).here).toEqual(amount(1, 11));
  await drop();
  rmSync(join(session.lake, REF, 'sub'), { recursive: true });
  await session.json(['restore', `${REF}/sub`]);
  expect((await use()).here).toEqual(amount(1, 11));
  rmSync(join(session.lake, REF), { recursive: true });
  expect(await session.json(['checkout', REF])).toMatchObject({ files: 4, written: 4 });
  await drop();
  expect(await session.json(['ls', '--md5', REF])).toHaveLength(4);
});

test('a remote that is not there is named by whoever needs it', async () => {
  await session.json(['drop', REF, `${REF}@v1`]);
  renameSync(nas(), `${nas()}.away`);
  expect(await session.show('cat', `${REF}:a.txt`)).toMatchInlineSnapshot(`
    "$ dlake cat raw/lab/run42:a.txt
    Error: raw/lab/run42:a.txt is not here, and the remote nas, which may have it, can't be reached: there is no such folder.
    Caused by: The bytes of 2be4644369 are not in this lake (raw/lab/run42:a.txt).
    Hint: Run the same command again when the remote is there.
    (exit 7)"
  `);
  expect(await session.show('get', `${REF}:a.txt`)).toMatchInlineSnapshot(`
    "$ dlake get raw/lab/run42:a.txt
    raw/lab/run42@v2: 1 file at no remote that could be asked
      not found: a.txt
    Warning: The remote nas could not be asked: there is no such folder.
    (exit 7)"
  `);
  renameSync(`${nas()}.away`, nas());
  await session.json(['get', REF]);
});

test('a copy that was damaged or cut off at the remote is no reason to drop ours', async () => {
  const blob = blobFile(nas());
  const whole = readFileSync(blob);
  flipByte(blob, 1000);
  const flipped = await session.dlake(['drop', REF]);
  expect(flipped).toMatchObject({ code: 5 });
  expect(flipped.stderr).toContain('large.bin (what is there is not what it should be)');
  rmSync(blob);
  writeFileSync(blob, whole.subarray(0, 4096));
  expect((await session.dlake(['drop', REF])).code).toBe(5);
  rmSync(blob);
  const gone = await session.dlake(['drop', REF]);
  expect(gone.stderr).toContain('large.bin (it is not there)');
  expect((await use()).here).toEqual(amount(4, LARGE + 26));
  // The rest of it is proved.
  expect(await session.json(['drop', `${REF}:*.txt`, `${REF}:sub`])).toMatchObject({
    versions: [{ files: 2 }, { files: 1 }],
  });
  writeFileSync(blob, whole);
  await session.json(['get', REF]);
});

test('what another dataset shares stays until it is said that it may go', async () => {
  session.write('lake/raw/lab/other/same.txt', 'some reads\n');
  await session.json(['commit', 'raw/lab/other', '-m', 'shares a file']);
  await session.json(['push', 'nas', 'raw/lab/other']);
  expect(await session.show('drop', `${REF}:a.txt`)).toMatchInlineSnapshot(`
    "$ dlake drop raw/lab/run42:a.txt
    raw/lab/run42@v2: nothing of it is here that could go
      stays: a.txt (raw/lab/other@v1 needs it)"
  `);
  expect(await session.json(['drop', '--shared', `${REF}:a.txt`])).toMatchObject({
    versions: [{ files: 1 }],
  });
  expect(await session.json(['verify', 'raw/lab/other'])).toMatchObject({ ok: true, absent: [{}] });
  await session.json(['get', REF]);
});

test('the last copy goes by force alone, and every one is named', async () => {
  session.write('lake/raw/lab/mistake/huge.bin', 'y'.repeat(LARGE));
  session.write('lake/raw/lab/mistake/note.txt', 'oops\n');
  await session.json(['commit', 'raw/lab/mistake', '-m', 'too much']);
  expect((await session.dlake(['drop', 'raw/lab/mistake'])).code).toBe(5);
  expect(await session.show('drop', '--force-last-copy', 'raw/lab/mistake')).toMatchInlineSnapshot(`
    "$ dlake drop --force-last-copy raw/lab/mistake
    raw/lab/mistake@v1: 2 files, 5.0 MiB freed
      last copy: huge.bin  bafkreigzyzqkb3honijer7hoslqzvhw2zmerfqkvczntgyvlmux6k44tcy
      last copy: note.txt  bafkreih6df3yz4oofadfqfkpfooad754zwbfui2gafa5z43zjz5cydvwfe"
  `);
  // What is lost is missing, and no other word for it.
  expect((await session.dlake(['verify', 'raw/lab/mistake'])).code).toBe(4);
  expect(await session.dlake(['status', 'raw/lab/mistake'])).toMatchObject({
    code: 4,
    stdout: expect.stringContaining('missing:   2 files, 5.0 MiB that no remote is known to have'),
  });
  // The files are still in the worktree.
  await session.json(['commit', 'raw/lab/mistake', '-m', 'again']).catch(() => undefined);
  expect(await session.json(['verify', 'raw/lab/mistake'])).toMatchObject({ ok: true });
});

/** The only large blob of a folder lake. */
function blobFile(root: string): string {
  const blobs = join(root, '.dlake/store/raw/blobs');
  for (const part of readdirSync(blobs))
    for (const name of readdirSync(join(blobs, part))) return join(blobs, part, name);
  throw new Error(`no blob in ${blobs}: ${existsSync(blobs)}`);
}

test('a lake that shares the store is no other copy', async () => {
  const store = join(session.folder, 'shared-store');
  for (const name of ['one', 'other'])
    await session.json(['init', join(session.folder, name), '--store', store]);
  const one = ['--lake', join(session.folder, 'one')];
  session.write('one/raw/lab/x/a.txt', 'the only reads\n');
  await session.json(['commit', ...one, join(session.folder, 'one/raw/lab/x'), '-m', 'as sequenced']);
  await session.json(['remote', 'add', ...one, 'other', join(session.folder, 'other')]);
  const dropped = await session.dlake(['drop', ...one, 'raw/lab/x']);
  expect(dropped.code).toBe(5);
  expect(dropped.stderr).toContain('other could not be asked: it is this same lake, and no other copy');
  expect(await session.json(['verify', ...one])).toMatchObject({ checked: 3, absent: [] });
});
