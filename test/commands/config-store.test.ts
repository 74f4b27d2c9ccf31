import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { Session } from '../cli/run-dlake.ts';
import { filesBelow, flipByte } from '../store/folder-harness.ts';

vi.setConfig({ testTimeout: 300_000 });

const REF = 'raw/lab/run42';
/** A file system of its own on Linux; elsewhere the same one. */
const OTHER_DISK = existsSync('/dev/shm') ? '/dev/shm' : '/tmp';

let session: Session;
let elsewhere: string;
beforeEach(async () => {
  session = new Session({ DLAKE_CATALOG: 'inline' });
  elsewhere = join(OTHER_DISK, `dlake-moved-${process.pid}-${Date.now()}`);
  await session.json(['init']);
  for (let i = 0; i < 8; i++) session.write(`lake/${REF}/large-${i}.bin`, String(i).repeat(5 * 1024 * 1024));
  session.write(`lake/${REF}/small.txt`, 'small\n');
  await session.json(['commit', REF, '-m', 'first']);
});
afterEach(async () => {
  await session[Symbol.asyncDispose]();
  rmSync(elsewhere, { recursive: true, force: true });
});

const usual = (): string => join(session.lake, '.dlake/store');
const whole = async () => {
  expect(await session.json(['fsck'])).toMatchObject({ ok: true });
  expect(await session.json(['verify'])).toMatchObject({ ok: true, missing: [], absent: [] });
};

test('the store is moved to another file system, and back; nothing is left behind but word of it', async () => {
  const before = filesBelow(join(usual(), 'raw'));
  expect(await session.show('config', 'store')).toBe('$ dlake config store\n~~/lake/.dlake/store');
  expect(await session.json(['config', 'store', elsewhere])).toMatchObject({ to: elsewhere });
  expect(filesBelow(join(elsewhere, 'raw'))).toEqual(before);
  expect(filesBelow(usual())).toEqual(['moved.json']);
  await whole();
  session.write(`lake/${REF}/small.txt`, 'changed\n');
  await session.json(['commit', REF, '-m', 'second', '--allow-delete']);
  expect(await session.json(['config', 'store', usual()])).toMatchObject({ from: elsewhere });
  expect(filesBelow(elsewhere)).toEqual(['moved.json']);
  await whole();
  expect(await session.json(['log', REF])).toHaveLength(2);
});

test('a folder that is no place for it is refused, and damage stays where it is', async () => {
  mkdirSync(elsewhere);
  writeFileSync(join(elsewhere, 'thesis.txt'), 'mine');
  expect((await session.dlake(['config', 'store', elsewhere])).code).toBe(2);
  expect(readdirSync(elsewhere)).toEqual(['thesis.txt']);
  rmSync(elsewhere, { recursive: true });
  for (const place of [REF, '.dlake/store/raw', '..'])
    expect((await session.dlake(['config', 'store', place])).code).toBe(2);
  const [blob = ''] = filesBelow(join(usual(), 'raw/blobs'));
  flipByte(join(usual(), 'raw/blobs', blob), 99);
  const refused = await session.dlake(['config', 'store', elsewhere]);
  expect(refused.code).toBe(4);
  expect(refused.stderr).toContain(blob.slice(3, 20));
  expect(statSync(join(usual(), 'raw/blobs', blob)).size).toBe(5 * 1024 * 1024);
  flipByte(join(usual(), 'raw/blobs', blob), 99);
  await whole();
  await session.json(['config', 'store', elsewhere]);
  await whole();
});

test('another lake that shares the store is told where it is', async () => {
  await session.json(['init', '../friend', '--store', usual()]);
  await session.json(['config', 'store', elsewhere]);
  session.write('friend/raw/lab/friends/a.txt', 'a\n');
  const friend = { cwd: 'friend' };
  const told = await session.dlake(['commit', 'raw/lab/friends', '-m', 'x'], friend);
  expect(told.code).toBe(1);
  expect(told.stderr).toContain(`has been moved to ${elsewhere}`);
  await session.json(['config', 'store', elsewhere], friend);
  await session.json(['commit', 'raw/lab/friends', '-m', 'x'], friend);
  await whole();
});

test('killed at any moment, the lake is whole, and the same command goes on', async () => {
  let moves = 0;
  for (const ms of [250, 350, 450, 550, 700, 850, 1000, 1300]) {
    const target = storeOf() === usual() ? elsewhere : usual();
    const child = session.start(['config', 'store', target]);
    const ended = new Promise<string | null>((resolve) => child.on('close', (_code, by) => resolve(by)));
    await Promise.race([setTimeout(ms), ended]);
    child.kill('SIGKILL');
    if ((await ended) === null) moves += 1;
    // Whichever it is, all of it is there.
    expect(await session.json(['fsck'])).toMatchObject({ ok: true });
    session.write(`lake/${REF}/small.txt`, `after ${ms}\n`);
    await session.json(['commit', REF, '-m', `after ${ms}`]);
    // What was killed goes on, wherever it had come to.
    await session.json(['config', 'store', target]);
    expect(storeOf()).toBe(target);
    const other = target === usual() ? elsewhere : usual();
    expect(filesBelow(other)).toEqual(['moved.json']);
  }
  await whole();
  expect(await session.json(['log', REF])).toHaveLength(9);
  expect(moves).toBeLessThan(8);
});

test('commands that run meanwhile lose nothing: they land, or are told', async () => {
  const landed: string[] = [];
  const refused: string[] = [];
  const commits = async (name: string) => {
    for (let i = 0; i < 4; i++) {
      session.write(`lake/raw/lab/${name}/${i}.txt`, `${name} ${i}\n`);
      const said = await session.dlake(['commit', `raw/lab/${name}`, '-m', String(i)]);
      (said.code === 0 ? landed : refused).push(`${name} ${i}: ${said.stderr}`);
    }
  };
  const move = session.dlake(['config', 'store', elsewhere]);
  await Promise.all([commits('one'), commits('two'), move]);
  expect((await move).stderr).toBe('');
  for (const said of refused) expect(said).toMatch(/is being moved|has been moved/);
  for (const name of ['one', 'two']) await session.json(['commit', `raw/lab/${name}`, '-m', 'last']);
  expect(filesBelow(usual())).toEqual(['moved.json']);
  await whole();
  for (const name of ['one', 'two']) expect(await session.json(['ls', `raw/lab/${name}`])).toHaveLength(4);
});

/** Where the lake's own file says that its store is. */
function storeOf(): string {
  const { store } = JSON.parse(readFileSync(join(session.lake, '.dlake/lake.json'), 'utf8'));
  return store === 'store' ? usual() : store;
}
