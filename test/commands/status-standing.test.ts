import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Session } from '../cli/run-dlake.ts';
import { RAW, smallLake } from './small-lake.ts';

let session: Session;
const bob = { cwd: 'bob', env: { DLAKE_AUTHOR: 'Bob Example <bob@example.org>' } };
beforeAll(async () => {
  session = await smallLake({ DLAKE_CATALOG: 'inline' });
  await session.json(['remote', 'add', 'lab', '../lab']);
});
afterAll(() => session[Symbol.asyncDispose]());

const kept = () => join(session.lake, '.dlake', 'state', 'remotes', 'lab.json');

async function standing(ref = RAW): Promise<unknown> {
  const { refs } = await session.json<{ refs: { ref: string; ahead?: number; behind?: number }[] }>([
    'status',
  ]);
  const found = refs.find((one) => one.ref === ref);
  return found?.ahead === undefined ? undefined : [found.ahead, found.behind];
}

async function commit(text: string, where: { readonly cwd?: string } = {}): Promise<void> {
  session.write(`${where.cwd ?? 'lake'}/${RAW}/notes.txt`, text);
  await session.json(['commit', RAW, '-m', text], where);
}

test('says nothing of what no remote has', async () => {
  expect(await standing()).toBeUndefined();
  await session.json(['push', 'lab', RAW]);
  expect(await standing()).toEqual([0, 0]);
  expect(await standing('processed/geo/GSE2034.mean')).toBeUndefined();
  expect(await session.show('status')).toMatchInlineSnapshot(`
    "$ dlake status
    clean           raw/geo/GSE2034
    clean           processed/geo/GSE2034.mean"
  `);
});

test('counts what is here and not there, and what is there and not here', async () => {
  await session.json(['clone', '../lab', '../bob', '--checkout', RAW]);
  await commit('one');
  await commit('two');
  expect(await session.show('status', RAW)).toMatchInlineSnapshot(`
    "$ dlake status raw/geo/GSE2034
    clean           raw/geo/GSE2034  (2 ahead of lab)"
  `);
  await commit('theirs', bob);
  await session.json(['push'], bob);
  // Nobody asked the lab since.
  expect(await standing()).toEqual([2, 0]);
  await session.json(['fetch']);
  expect(await session.show('status', RAW)).toMatchInlineSnapshot(`
    "$ dlake status raw/geo/GSE2034
    clean           raw/geo/GSE2034  (2 ahead, 1 behind lab)"
  `);
  await session.json(['undo', RAW]);
  expect(await standing()).toEqual([1, 1]);
  await session.json(['undo', RAW]);
  expect(await session.show('status', RAW)).toMatchInlineSnapshot(`
    "$ dlake status raw/geo/GSE2034
    modified        raw/geo/GSE2034  (1 behind lab)
      added:     notes.txt"
  `);
  await session.json(['revert', `${RAW}@v1`, '--allow-delete']);
  expect(await standing()).toEqual([1, 1]);
  await session.json(['reset', RAW, '--to', `${RAW}@v2`]);
  expect(await standing()).toEqual([0, 1]);
  rmSync(join(session.lake, RAW, 'notes.txt'));
  await session.json(['pull']);
  expect(await standing()).toEqual([0, 0]);
});

test('a merge is ahead by what is here and by itself, until it is pushed', async () => {
  await commit('mine');
  session.write(`bob/${RAW}/other.txt`, 'theirs');
  await session.json(['commit', RAW, '-m', 'other'], bob);
  await session.json(['push'], bob);
  await session.json(['pull']);
  expect(await standing()).toEqual([2, 0]);
  await session.json(['push']);
  expect(await standing()).toEqual([0, 0]);
});

test('does not lie when its file is stale, damaged or gone', async () => {
  await commit('before');
  const stale = readFileSync(kept());
  await commit('after');
  expect(await standing()).toEqual([2, 0]);
  // As if the commit had been killed before it noted anything.
  writeFileSync(kept(), stale);
  expect(await standing()).toEqual([2, 0]);
  expect(readFileSync(kept())).not.toEqual(stale);
  for (const damaged of ['', '{', '{"v":1}', `{"v":1,"refs":{"${RAW}":{"ahead":7,"behind":7}}}`, '[]']) {
    writeFileSync(kept(), damaged);
    expect(await standing(), damaged).toEqual([2, 0]);
  }
  rmSync(kept());
  expect(await standing()).toEqual([2, 0]);
  expect(existsSync(kept())).toBe(true);
});

test('says nothing where several remotes are known and none is the usual one', async () => {
  await session.json(['remote', 'add', 'nas', '../nas']);
  expect(await standing()).toBeUndefined();
  await session.json(['remote', 'remove', 'nas']);
  expect(await standing()).toEqual([2, 0]);
});
