import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { Session } from '../cli/run-dlake.ts';
import { someBytes } from '../faults/files.ts';
import { seededRandom } from '../faults/random.ts';

const STANDS = 'raw/geo/GSE1';
const ENDED = 'processed/lab/trial';
const inputs = ['--from', STANDS, '--action', 'pipeline'];
const NOW = ['--grace', '0h', '--unnamed', '0h'];

let session: Session;
beforeAll(async () => {
  session = new Session({ DLAKE_CATALOG: 'inline' });
  await session.json(['init']);
  session.write(`lake/${STANDS}/a.txt`, 'what stands\n');
  await session.json(['commit', STANDS, '-m', 'as published']);
  session.write(`lake/${ENDED}/shared.txt`, 'in both\n');
  session.write(`lake/${ENDED}/huge.bin`, someBytes(seededRandom(1), 5 * 1024 * 1024));
  session.write(`lake/${ENDED}/note.txt`, 'only a trial\n');
  await session.json(['commit', ENDED, '-m', 'a trial', ...inputs]);
  session.write('lake/processed/lab/kept/shared.txt', 'in both\n');
  await session.json(['commit', 'processed/lab/kept', '-m', 'what came of it', ...inputs]);
});
afterAll(() => session[Symbol.asyncDispose]());

test('nothing goes while every ref stands, nor within the grace', async () => {
  expect(await session.show('gc')).toMatchInlineSnapshot(`
    "$ dlake gc
    Nothing to free."
  `);
  await session.json(['rm', ENDED, '-m', 'superseded']);
  expect(await session.show('gc', '--force')).toMatchInlineSnapshot(`
    "$ dlake gc --force
    Nothing to free."
  `);
});

test('a hold keeps what a ref named that has ended', async () => {
  await session.json(['hold', 'add', ENDED, '-m', 'an audit is under way']);
  expect(await session.show('gc', ...NOW)).toMatchInlineSnapshot(`
    "$ dlake gc --grace 0h --unnamed 0h
    Nothing to free."
  `);
  await session.json(['hold', 'remove', ENDED, '-m', 'it is over']);
});

test('each last copy is named, and stays until it is said that it may go', async () => {
  expect(await session.show('gc', ...NOW)).toMatchInlineSnapshot(`
    "$ dlake gc --grace 0h --unnamed 0h
    last copy: processed/lab/trial@v1:huge.bin  bafkreigu6xoermx4twmf6sr6rq76l5ewmq57qbdgq2roud4quxzfvtjw2u  5.0 MiB
    last copy: processed/lab/trial@v1:note.txt  bafkreias2ibhgn67brtfp2yq35fuqv3uezh56hcd37xrp56gl4vxotod3a  13 B
    Nothing to free.
    2 last copies will stay; --force-last-copy frees them, too."
  `);
  expect(await session.show('gc', '--force', ...NOW)).toMatchInlineSnapshot(`
    "$ dlake gc --force --grace 0h --unnamed 0h
    last copy: processed/lab/trial@v1:huge.bin  bafkreigu6xoermx4twmf6sr6rq76l5ewmq57qbdgq2roud4quxzfvtjw2u  5.0 MiB
    last copy: processed/lab/trial@v1:note.txt  bafkreias2ibhgn67brtfp2yq35fuqv3uezh56hcd37xrp56gl4vxotod3a  13 B
    Nothing to free.
    2 last copies will stay; --force-last-copy frees them, too."
  `);
  expect(await session.json(['verify'])).toMatchObject({ ok: true, missing: [] });
  expect(await session.show('gc', '--force', '--force-last-copy', ...NOW)).toMatchInlineSnapshot(`
    "$ dlake gc --force --force-last-copy --grace 0h --unnamed 0h
    last copy: processed/lab/trial@v1:huge.bin  bafkreigu6xoermx4twmf6sr6rq76l5ewmq57qbdgq2roud4quxzfvtjw2u  5.0 MiB
    last copy: processed/lab/trial@v1:note.txt  bafkreias2ibhgn67brtfp2yq35fuqv3uezh56hcd37xrp56gl4vxotod3a  13 B
    processed: 2 files, 5.0 MiB of refs that have ended: taken out
    5.0 MiB of disk were freed."
  `);
  expect(await session.show('gc', '--force', '--force-last-copy', ...NOW)).toMatchInlineSnapshot(`
    "$ dlake gc --force --force-last-copy --grace 0h --unnamed 0h
    Nothing to free."
  `);
});

test('what stands is whole, and what went is told as what it is', async () => {
  expect(await session.show('fsck')).toMatchInlineSnapshot(`
    "$ dlake fsck
    The lake is whole."
  `);
  expect(await session.json(['verify'])).toMatchObject({ ok: true, missing: [] });
  const to = join(session.folder, 'out');
  await session.json(['checkout', 'processed/lab/kept', '--to', to]);
  expect((await session.dlake(['cat', `${STANDS}:a.txt`])).stdout).toBe('what stands\n');
});

test('of several at once none is in the way of another, and nothing is lost', async () => {
  for (const name of ['one', 'two', 'three']) {
    session.write(`lake/processed/lab/${name}/x.bin`, someBytes(seededRandom(name.length), 5 * 1024 * 1024));
    session.write(`lake/processed/lab/${name}/y.txt`, name);
    await session.json(['commit', `processed/lab/${name}`, '-m', name, ...inputs]);
    if (name !== 'three') await session.json(['rm', `processed/lab/${name}`, '-m', 'ended']);
  }
  const args = ['gc', '--force', '--force-last-copy', ...NOW];
  const runs = await Promise.all([1, 2, 3].map(() => session.dlake(args)));
  for (const { code, stderr } of runs) expect(code, stderr).toBe(0);
  expect(await session.json(['verify', 'processed/lab/three'])).toMatchObject({ ok: true, missing: [] });
  expect((await session.dlake(['fsck'])).code).toBe(0);
});
