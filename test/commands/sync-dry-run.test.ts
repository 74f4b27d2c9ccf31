import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Session } from '../cli/run-dlake.ts';
import { MEAN, RAW, smallLake } from './small-lake.ts';

let session: Session;
const bob = { cwd: 'bob', env: { DLAKE_AUTHOR: 'Bob Example <bob@example.org>' } };
beforeAll(async () => {
  session = await smallLake({ DLAKE_CATALOG: 'inline' });
  await session.json(['remote', 'add', 'lab', '../lab']);
  await session.json(['push', 'lab', RAW]);
});
afterAll(() => session[Symbol.asyncDispose]());

interface Synced {
  readonly refs: readonly { readonly ref: string; readonly result: string }[];
  readonly [key: string]: unknown;
}

test('push says what would be sent, by name, and what is sent then is just that', async () => {
  session.write(`lake/${RAW}/notes.txt`, 'some notes\n');
  await session.json(['commit', RAW, '-m', 'notes']);
  expect(await session.show('push', '--dry-run', 'lab', RAW)).toMatchInlineSnapshot(`
    "$ dlake push --dry-run lab raw/geo/GSE2034
    fast-forward  raw/geo/GSE2034  37b327ffa9 -> a25ca6ff31
      notes.txt  11 B
    3 objects, 539 B would be sent"
  `);
  expect(await session.json(['push', '--dry-run', 'lab', RAW])).toMatchObject({
    refs: [{ ref: RAW, files: [{ path: 'notes.txt', bytes: 11 }], moreFiles: 0 }],
  });
  const [planned, before] = [
    await session.json<Synced>(['push', '--dry-run', 'lab', RAW, MEAN]),
    await session.json(['fsck'], { cwd: 'lab' }),
  ];
  expect(before).toMatchObject({ ok: true });
  const sent = await session.json<Synced>(['push', 'lab', RAW, MEAN]);
  for (const key of ['objectsSent', 'bytesSent', 'objectsCopied']) expect(sent[key]).toBe(planned[key]);
  expect(sent.refs.map(({ ref, result }) => [ref, result])).toEqual(
    planned.refs.map(({ ref, result }) => [ref, result]),
  );
});

test('clone says what is there and what would come, and makes nothing', async () => {
  expect(await session.show('clone', '--dry-run', '../lab', '../bob')).toMatchInlineSnapshot(`
    "$ dlake clone --dry-run ../lab ../bob
    A lake in ~~/bob would know 2 refs
      raw/geo/GSE2034
      processed/geo/GSE2034.mean"
  `);
  expect(
    await session.show('clone', '--dry-run', '../lab', '../bob', '--checkout', RAW),
  ).toMatchInlineSnapshot(`
    "$ dlake clone --dry-run ../lab ../bob --checkout raw/geo/GSE2034
    A lake in ~~/bob would know 2 refs
    created       raw/geo/GSE2034  nothing -> a25ca6ff31
      docs/README.txt  39 B
      matrix.tsv  42 B
      notes.txt  11 B
    5 objects, 620 B would come"
  `);
  expect(existsSync(join(session.folder, 'bob'))).toBe(false);
  const unknown = await session.dlake(['clone', '-n', '../lab', '../bob', '--checkout', 'raw/lab/none']);
  expect(unknown.code).toBe(1);
});

test('a clone that was interrupted goes on, and another folder is left alone', async () => {
  await session.json(['clone', '../lab', '../half']);
  const again = await session.json<Synced>(['clone', '../lab', '../half', '--checkout', RAW]);
  expect(again).toMatchObject({ checkedOut: [{ ref: RAW, result: 'created' }] });
  expect(existsSync(join(session.folder, 'half', RAW, 'notes.txt'))).toBe(true);
  expect((await session.dlake(['clone', '../lab', '../lake'])).code).toBe(1);
});

test('fetch and pull say what would come, and nothing comes', async () => {
  await session.json(['clone', '../lab', '../bob', '--checkout', RAW]);
  session.write(`lake/${RAW}/notes.txt`, 'more and more notes\n');
  await session.json(['commit', RAW, '-m', 'more']);
  await session.json(['push']);
  const fetched = await session.json<Synced>(['fetch', '--dry-run'], bob);
  expect(fetched).toMatchObject({ objectsReceived: 1, refs: [{ ref: RAW, result: 'fast-forward' }] });
  expect(fetched.bytesReceived).toBeGreaterThan(200);
  const plan = await session.json<Synced>(['pull', '--dry-run'], bob);
  expect(plan).toMatchObject({
    refs: [{ ref: RAW, result: 'fast-forward', files: [{ path: 'notes.txt', bytes: 20 }] }],
  });
  expect(await session.json(['status'], bob)).toMatchObject({ refs: [{ ref: RAW, ahead: 0, behind: 0 }] });
  const pulled = await session.json<Synced>(['pull'], bob);
  expect(pulled.refs).toMatchObject([{ ref: RAW, result: 'fast-forward' }]);
  for (const key of ['objectsReceived', 'bytesReceived']) expect(pulled[key]).toBe(plan[key]);
  expect(await session.json(['pull', '--dry-run'], bob)).toMatchObject({
    objectsReceived: 0,
    bytesReceived: 0,
    refs: [{ result: 'up-to-date' }],
  });
});

test('pull says that it would merge, and leaves a folder with changes alone as it would', async () => {
  session.write(`lake/${RAW}/mine.txt`, 'mine\n');
  await session.json(['commit', RAW, '-m', 'mine']);
  await session.json(['push']);
  session.write(`bob/${RAW}/theirs.txt`, 'theirs\n');
  await session.json(['commit', RAW, '-m', 'theirs'], bob);
  expect(await session.json(['pull', '-n'], bob)).toMatchObject({
    refs: [{ ref: RAW, result: 'merged' }],
    merged: [RAW],
  });
  session.write(`bob/${RAW}/unsaved.txt`, 'unsaved\n');
  const refused = await session.dlake(['pull', '-n', '--json'], bob);
  expect(refused.code).toBe(6);
  expect(JSON.parse(refused.stdout)).toMatchObject({
    refs: [{ result: 'rejected', reason: 'its folder has changes that are in no commit' }],
  });
});
