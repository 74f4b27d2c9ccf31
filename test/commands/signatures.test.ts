import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { Session } from '../cli/run-dlake.ts';

const A = 'raw/lab/a';
const B = 'raw/lab/b';

let session: Session;
let lab: string;

const key = (name: string) => join(session.folder, name);
const allowed = () => key('allowed');

/** Ada, who is allowed, signs one dataset; the other is Eve's. */
beforeAll(async () => {
  session = new Session({ DLAKE_CATALOG: 'inline' });
  lab = join(session.folder, 'lab');
  for (const name of ['ada', 'eve'])
    execFileSync('ssh-keygen', ['-q', '-t', 'ed25519', '-N', '', '-C', name, '-f', key(name)]);
  session.write('allowed', `ada@lab.org ${readFileSync(`${key('ada')}.pub`, 'utf8')}`);
  await session.json(['init']);
  session.write(`lake/${A}/x`, 'one');
  session.write(`lake/${B}/x`, 'two');
  await session.json(['config', 'signingKey', key('ada')]);
  await session.json(['commit', A, '--sign', '-m', 'one']);
  await session.json(['commit', B, '--sign', '--key', key('eve'), '-m', 'two']);
}, 60_000);
afterAll(() => session[Symbol.asyncDispose]());

async function verify(...args: readonly string[]) {
  const said = await session.dlake(['verify', '--signatures', '--allowed', allowed(), '--json', ...args]);
  const rows = JSON.parse(said.stdout) as readonly { readonly ref: string; readonly result: string }[];
  return { code: said.code, said: rows.map(({ ref, result }) => `${ref} ${result}`) };
}

test('who is allowed, who is not, and who has not signed', async () => {
  expect(await verify(A)).toEqual({ code: 0, said: [`${A} good`] });
  expect(await verify()).toEqual({ code: 4, said: [`${A} good`, `${B} not-allowed`] });
  const { stdout } = await session.dlake(['verify', '--signatures', '--allowed', allowed()]);
  expect(stdout).toContain('raw/lab/a@v1');
  expect(stdout).toMatch(/signed by ada@lab.org\n.*NOT ALLOWED: signed by SHA256:/);
  session.write(`lake/${A}/x`, 'one and more');
  await session.json(['commit', A, '-m', 'more']);
  // An earlier version stays signed; a commit that changes nothing signs what is there.
  expect(await verify(A)).toEqual({ code: 4, said: [`${A} unsigned`] });
  expect(await verify(`${A}@v1`)).toEqual({ code: 0, said: [`${A} good`] });
  await session.json(['commit', A, '--sign', '-m', 'more']);
  expect(await verify(A)).toEqual({ code: 0, said: [`${A} good`] });
});

test('signatures travel with their refs, each once, and whatever else is in the log', async () => {
  await session.json(['remote', 'add', 'lab', lab]);
  await session.json(['push', 'lab', A, B]);
  expect(await verify('--remote', 'lab')).toEqual({ code: 4, said: [`${A} good`, `${B} not-allowed`] });
  // Signed after it was pushed.
  await session.json(['commit', B, '--sign', '-m', 'two']);
  await session.json(['push', 'lab', B]);
  expect(await verify('--remote', 'lab', B)).toEqual({ code: 0, said: [`${B} good`] });

  const other = { env: { DLAKE_LAKE: join(session.folder, 'other') }, cwd: '.' };
  await session.json(['clone', lab, 'other', '--checkout', A], { cwd: '.' });
  const words = ['verify', '--signatures', '--allowed', allowed(), A];
  expect((await session.dlake(words, other)).code).toBe(0);
  await session.json(['push', 'lab', A, B]);
  const log = await session.json<readonly unknown[]>(['audit', 'log', B, '--kind', 'signature'], {
    env: { DLAKE_LAKE: lab },
  });
  expect(log).toHaveLength(2);
  expect((await session.dlake(['fsck'], other)).code).toBe(0);
});

test('a report in another form, or of how files are, is refused and not left out', async () => {
  for (const more of [
    ['--format', 'json'],
    ['--level', 'exists'],
  ]) {
    const said = await session.dlake(['verify', '--signatures', '--allowed', allowed(), ...more]);
    expect(said.code).toBe(2);
    expect(said.stderr).toContain('--signatures');
  }
});

test('without a key, or with one that is none, nothing is committed', async () => {
  session.write('lake/raw/lab/c/x', 'three');
  const commit = ['commit', 'raw/lab/c', '--sign', '-m', 'three', '--json'];
  const elsewhere = await session.dlake(commit, { env: { HOME: session.folder } });
  expect(JSON.parse(elsewhere.stderr)).toMatchObject({ code: 'key-unknown' });
  const none = await session.dlake([...commit, '--key', allowed()]);
  expect(JSON.parse(none.stderr)).toMatchObject({ code: 'key-invalid' });
  expect(JSON.parse((await session.dlake(['log', 'raw/lab/c', '--json'])).stderr)).toMatchObject({
    code: 'ref-unknown',
  });
});
