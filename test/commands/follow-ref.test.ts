import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { Session } from '../cli/run-dlake.ts';

const REF = 'processed/lab/a';
const MATE = { cwd: 'mate', env: { DLAKE_AUTHOR: 'Bo <bo@example.org>' } };

let session: Session;
beforeEach(async () => {
  session = new Session({ DLAKE_CATALOG: 'inline' });
  await session.json(['init']);
  await session.json(['init', '../mate', '--store', '.dlake/store']);
  for (let i = 0; i < 12; i++) session.write(`lake/${REF}/f${i}.txt`, `${i}\n`);
  await session.json(['commit', REF, '-m', 'First', '--attest', 'a test', '--meta', 'k=1']);
});
afterEach(() => session[Symbol.asyncDispose]());

const write = (path: string, text: string) => session.write(`lake/${REF}/${path}`, text);
const commit = (...args: string[]) =>
  session.dlake(['commit', REF, '-m', 'Mine', '--attest', 'a test', ...args]);
const paths = async (rev = REF) =>
  (await session.json<{ path: string }[]>(['ls', rev])).map(({ path }) => path);

/** Somebody else's version, from another folder with a lake of its own on the same store. */
async function mateCommits(files: Readonly<Record<string, string>>, ...args: string[]): Promise<void> {
  await session.json(['checkout', REF], MATE);
  for (const [path, text] of Object.entries(files)) session.write(`mate/${REF}/${path}`, text);
  await session.json(['commit', REF, '-m', 'Theirs', '--attest', 'a test', ...args], MATE);
}

test('an annotation that says nothing new leaves the folder at what it stems from', async () => {
  await mateCommits({ 'f1.txt': 'theirs\n' }, '--meta', 'tissue=breast');
  expect(await session.show('annotate', REF, '--meta', 'tissue=breast')).toMatchInlineSnapshot(`
    "$ dlake annotate processed/lab/a --meta tissue=breast
    Nothing to commit: processed/lab/a@v2 (0baafd89b9) says this already (12 files, 31 B)."
  `);
  write('f2.txt', 'mine\n');
  expect(await commit()).toMatchObject({ code: 6 });
  expect((await session.dlake(['cat', `${REF}:f1.txt`])).stdout).toBe('theirs\n');
});

test('a folder follows a revert that changes no file', async () => {
  await session.json(['annotate', REF, '--meta', 'k=2']);
  expect(await session.json(['revert', `${REF}@v1`])).toMatchObject({ unchanged: false, modified: 0 });
  expect(await session.show('status', REF)).toMatchInlineSnapshot(`
    "$ dlake status processed/lab/a
    clean           processed/lab/a"
  `);
  write('f2.txt', 'mine\n');
  expect(await commit()).toMatchObject({ code: 0 });
});

test('rm and its undo leave a partial folder partial', async () => {
  rmSync(join(session.lake, REF), { recursive: true });
  await session.json([
    'checkout',
    REF,
    ...[0, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11].flatMap((i) => ['--only', `f${i}.txt`]),
  ]);
  await session.json(['rm', REF, '-m', 'A mistake']);
  await session.json(['undo', REF]);
  expect(await session.show('status', REF)).toMatchInlineSnapshot(`
    "$ dlake status processed/lab/a
    clean           processed/lab/a  (partial)"
  `);
  write('f2.txt', 'mine\n');
  expect(await commit()).toMatchObject({ code: 0 });
  expect(await paths()).toContain('f1.txt');
});

test('rm and its undo leave a folder that is behind behind', async () => {
  await mateCommits({ 'new.txt': 'theirs\n' });
  await session.json(['rm', REF, '-m', 'A mistake']);
  await session.json(['undo', REF]);
  expect(await session.show('status', REF)).toMatchInlineSnapshot(`
    "$ dlake status processed/lab/a
    clean           processed/lab/a  (from a7fcb1894d; the ref is at 56a3b7390e)"
  `);
  write('f2.txt', 'mine\n');
  expect(await commit()).toMatchObject({ code: 6 });
  expect(await paths()).toContain('new.txt');
});

test('a folder whose ref ended says so, and its commit begins the ref anew', async () => {
  await session.json(['checkout', REF], MATE);
  await session.json(['rm', REF, '-m', 'Superseded'], MATE);
  write('f2.txt', 'mine\n');
  expect(await session.show('status', REF)).toMatchInlineSnapshot(`
    "$ dlake status processed/lab/a
    modified        processed/lab/a  (the ref has ended)
      modified:  f2.txt"
  `);
  expect(await session.json(['status', REF])).toMatchObject({
    refs: [{ ended: true, modified: ['f2.txt'] }],
  });
  expect(await commit()).toMatchObject({ code: 0 });
  expect(await paths()).toHaveLength(12);
  expect(await session.show('status', REF)).toMatchInlineSnapshot(`
    "$ dlake status processed/lab/a
    clean           processed/lab/a"
  `);
});

test('what a partial folder left out stays when its ref begins anew', async () => {
  await session.json(['checkout', REF, '--only', 'f1*'], MATE);
  await session.json(['rm', REF, '-m', 'Superseded'], MATE);
  await session.json(['commit', REF, '-m', 'Again', '--attest', 'a test'], MATE);
  expect(await paths()).toHaveLength(12);
});

test('a commit is not behind a version that has the files of its base', async () => {
  await session.json(['annotate', REF, '--meta', 'k=2'], { cwd: 'mate' });
  write('f2.txt', 'mine\n');
  expect(await commit()).toMatchObject({ code: 0 });
  expect(await session.json(['status', REF])).toMatchObject({ refs: [{ state: 'clean' }] });
});
