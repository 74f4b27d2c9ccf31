import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, existsSync, openSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { LAUNCHER, Session } from '../cli/run-dlake.ts';

const REF = 'raw/lab/many';
let session: Session;
beforeAll(async () => {
  session = new Session({ DLAKE_CATALOG: 'inline' });
  await session.json(['init']);
  for (let i = 0; i < 3000; i++) session.write(`lake/${REF}/a-file-with-a-long-name-${i}`, `${i}`);
  writeFileSync(join(session.lake, REF, 'large'), Buffer.alloc(8_000_000, 'x'));
  await session.json(['commit', REF, '-m', 'x']);
});
afterAll(() => session[Symbol.asyncDispose]());

const env = () => ({
  PATH: '',
  HOME: join(session.folder, 'home'),
  DLAKE_CATALOG: 'inline',
  DLAKE_HOST: 'testhost',
});

test.each([
  ['ls', REF],
  ['ls', REF, '--json'],
  ['cat', `${REF}:large`],
  ['status', '--json'],
  ['show', REF],
])('whoever reads a little of `dlake %s %s` and goes is told nothing', async (...args) => {
  const child = spawn(process.execPath, [LAUNCHER, ...args], { cwd: session.lake, env: env() });
  child.stdout.once('data', () => child.stdout.destroy());
  const [said, [code]] = await Promise.all([text(child.stderr), once(child, 'close')]);
  expect({ said, code }).toEqual({ said: '', code: 0 });
});

test.runIf(existsSync('/dev/full')).each([
  ['ls', REF],
  ['cat', `${REF}:large`],
  ['ls', REF, '--json'],
])('output that no disk takes ends `dlake %s %s` with a clear error', async (...args) => {
  const full = openSync('/dev/full', 'w');
  const child = spawn(process.execPath, [LAUNCHER, ...args], {
    cwd: session.lake,
    env: env(),
    stdio: ['ignore', full, 'pipe'],
  });
  closeSync(full);
  const [said, [code]] = await Promise.all([
    text(child.stderr as NodeJS.ReadableStream),
    once(child, 'close'),
  ]);
  expect({ said, code }).toMatchObject({ said: expect.stringContaining('There is no space left'), code: 1 });
});

test('--quiet says nothing but results and errors', async () => {
  session.write('dl/a', 'a');
  session.write('dl.md5', `${'0'.repeat(32)}  gone\n`);
  const commit = ['commit', '../dl', '--as', 'raw/lab/q', '-m', 'x', '--checksums', '../dl.md5'];
  const loud = await session.dlake(commit);
  expect(loud.stderr).toMatch(/^Warning: /);
  const quiet = [
    await session.dlake([...commit.with(3, 'raw/lab/r'), '--quiet']),
    await session.dlake(['--quiet', 'search', 'nothing']),
    await session.dlake(['log', '-q', '--author', 'nobody']),
  ];
  expect(quiet.map(({ stderr }) => stderr)).toEqual(['', '', '']);
  expect(quiet[0]?.stdout).toMatch(/^raw\/lab\/r@v1 /);
  expect((await session.dlake(['show', 'nope', '--quiet'])).stderr).toMatch(/^Error: /);
});

test('--json is one value on stdout, and lists that are long are one, too', async () => {
  for (const args of [
    ['ls', REF],
    ['log'],
    ['status'],
    ['show', REF],
    ['tag'],
    ['search'],
    ['verify'],
    ['doctor'],
  ]) {
    const { stdout, stderr, code } = await session.dlake([...args, '--json']);
    expect({ args, stderr, code }).toEqual({ args, stderr: '', code: 0 });
    expect(stdout.endsWith('\n')).toBe(true);
    expect(JSON.parse(stdout)).toBeTypeOf('object');
  }
});

test('colours come and go as asked, on both streams', async () => {
  const forced = { env: { FORCE_COLOR: '1' } };
  const colours = async (args: readonly string[], env: Readonly<Record<string, string>>) => {
    const { stdout, stderr } = await session.dlake(args, { env });
    return [stdout, stderr].map((said) => said.includes('\u001b['));
  };
  expect(await colours(['log'], forced.env)).toEqual([true, false]);
  expect(await colours(['show', 'nope'], forced.env)).toEqual([false, true]);
  expect(await colours(['log', '--no-color'], forced.env)).toEqual([false, false]);
  expect(await colours(['show', 'nope', '--no-color'], forced.env)).toEqual([false, false]);
  expect(await colours(['log'], { FORCE_COLOR: '1', NO_COLOR: '1' })).toEqual([false, false]);
  expect(await colours(['log', '--json'], forced.env)).toEqual([false, false]);
  expect(await colours(['log'], {})).toEqual([false, false]);
});
