import { execFileSync } from 'node:child_process';
import { chmodSync, existsSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { Session } from '../cli/run-dlake.ts';
import { filesBelow } from '../store/folder-harness.ts';

const REF = 'raw/lab/run42';
const LARGE = 5 * 1024 * 1024;

let session: Session;
let reads: string;
let note: string;
beforeAll(async () => {
  session = new Session({ DLAKE_CATALOG: 'inline' });
  await session.json(['init']);
  session.write('facility/reads.fastq', 'r'.repeat(LARGE));
  session.write('facility/note.txt', 'lane 1\n');
  reads = join(session.folder, 'facility/reads.fastq');
  note = join(session.folder, 'facility/note.txt');
  for (const file of [reads, note]) chmodSync(file, 0o444);
});
afterAll(() => session[Symbol.asyncDispose]());

const commit = (...more: readonly string[]) =>
  session.json(['commit', '../facility', '--as', REF, '-m', 'as sequenced', ...more]);
const stored = () => filesBelow(join(session.lake, '.dlake/store/raw'));
const use = async () =>
  (
    await session.json<{ readonly datasets: readonly Record<string, { readonly files: number }>[] }>([
      'du',
      REF,
    ])
  ).datasets[0];

test('files stay where they are, and are read from there', async () => {
  expect(await commit('--link-mode', 'reference')).toMatchObject({ files: 2, newObjects: 2 });
  expect(stored().filter((path) => path.startsWith('blobs/'))).toEqual([]);
  expect(statSync(reads)).toMatchObject({ nlink: 1, mode: 0o100444 });
  expect(await use()).toMatchObject({ here: { files: 0 }, referenced: { files: 2 } });
  expect(await session.dlake(['cat', `${REF}:note.txt`])).toMatchObject({ stdout: 'lane 1\n', code: 0 });
  expect(await session.json(['verify'])).toMatchObject({ ok: true, missing: [], checked: 4 });
  expect(await session.json(['fsck'])).toMatchObject({ ok: true });
  expect(await session.json(['status'])).not.toHaveProperty('references');
  // Only what has changed is read again, and nothing is stored.
  expect(await commit('--link-mode', 'reference')).toMatchObject({ unchanged: true });
  // A file of somebody else is never linked to, nor made read-only or writable.
  await session.json(['checkout', REF, '--link-mode', 'hardlink']);
  expect(statSync(reads)).toMatchObject({ nlink: 1, mode: 0o100444 });
  rmSync(join(session.lake, REF), { recursive: true });
});

test('it is no copy: drop has nothing to free of it', async () => {
  await session.json(['remote', 'add', 'nas', '../nas']);
  expect(await session.json(['drop', REF])).toMatchObject({ versions: [{ files: 0 }] });
  expect(existsSync(reads)).toBe(true);
});

test('push sends the bytes from where they lie, hashed on the way', async () => {
  expect(await session.json(['push', 'nas', REF])).toMatchObject({ objectsSent: 4 });
  expect(await session.json(['verify'], { cwd: 'nas' })).toMatchObject({ ok: true, checked: 4 });
  expect(filesBelow(join(session.folder, 'nas/.dlake/store/raw/blobs'))).toHaveLength(1);
});

test('a file that was replaced by one of its size and time is named by status, and found by verify', async () => {
  const stamp = join(session.folder, 'stamp');
  execFileSync('touch', ['-r', note, stamp]);
  chmodSync(note, 0o644);
  writeFileSync(note, 'lane 2\n');
  execFileSync('touch', ['-r', stamp, note]);
  expect(await session.show('status')).toMatchInlineSnapshot(`
    "$ dlake status
    not-checked-out raw/lab/run42
    reference       raw/lab/run42:note.txt lies at ~~/facility/note.txt: it was touched or replaced, with the size and time it had: dlake verify tells whether its bytes are the same"
  `);
  expect((await session.dlake(['verify'])).stdout).toContain(`Damaged: ${REF}@v1:note.txt`);
  expect((await session.dlake(['verify'])).code).toBe(4);
  expect((await session.dlake(['cat', `${REF}:note.txt`])).code).toBe(4);
  await session.json(['remote', 'add', 'other', '../other']);
  expect((await session.dlake(['push', 'other', REF])).code).toBe(4);
  await session.json(['remote', 'remove', 'other']);
});

test('what has changed, or is gone, is named, and the remote has the bytes', async () => {
  writeFileSync(note, 'lane 3, and more\n');
  renameSync(reads, `${reads}.moved`);
  expect(await session.json(['status'])).toMatchObject({
    references: [
      { ref: REF, path: 'note.txt', place: '~~/facility/note.txt', state: 'changed' },
      { ref: REF, path: 'reads.fastq', place: '~~/facility/reads.fastq', state: 'gone' },
    ],
  });
  expect(await session.json(['verify', `${REF}@v1`]).catch(String)).toContain('exit 4');
  expect(await session.json(['get', REF])).toMatchObject({ versions: [{ objects: 2 }] });
  expect(await session.dlake(['cat', `${REF}:note.txt`])).toMatchObject({ stdout: 'lane 1\n' });
  expect(await session.json(['verify'])).toMatchObject({ ok: true, absent: [] });
  expect(await session.json(['status'])).not.toHaveProperty('references');
});

test('the next version refers to what is there now, and the old one is absent once it is dropped', async () => {
  renameSync(`${reads}.moved`, reads);
  expect(await commit('--link-mode', 'reference')).toMatchObject({ modified: 1 });
  await session.json(['drop', `${REF}@v1`]).catch(() => undefined);
  expect(await session.json(['verify'])).toMatchObject({ ok: true });
  // What a remote has is not stored again, by copy either.
  expect(await commit('--link-mode', 'copy')).toMatchObject({ unchanged: true });
  expect(await use()).toMatchObject({ missing: { files: 0 } });
});

test('a setting of the lake does the same', async () => {
  await session.json(['config', 'linkMode', 'reference']);
  session.write(`lake/raw/lab/own/a.txt`, 'mine\n');
  await session.json(['commit', 'raw/lab/own', '-m', 'in its place']);
  expect(await session.json(['du', 'raw/lab/own'])).toMatchObject({
    datasets: [{ here: { files: 0 }, referenced: { files: 1 } }],
  });
  await session.json(['checkout', 'raw/lab/own', '--to', '../elsewhere']);
  expect(existsSync(join(session.folder, 'elsewhere/a.txt'))).toBe(true);
});
