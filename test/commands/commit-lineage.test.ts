import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Session } from '../cli/run-dlake.ts';
import { MEAN, RAW, smallLake } from './small-lake.ts';

let session: Session;
const ids: string[] = [];
let written = 0;
beforeAll(async () => {
  session = await smallLake();
  for (const version of ['v1', 'v2'])
    ids.push((await session.json<{ id: string }>(['show', `${RAW}@${version}`])).id);
});
afterAll(() => session[Symbol.asyncDispose]());

/** Commits something new as derived from these, and gives what was recorded of that. */
async function derived(...flags: readonly string[]) {
  session.write(`lake/${MEAN}/mean.tsv`, `${written++}\n`);
  await session.json(['commit', MEAN, '-m', 'x', ...flags]);
  return session.json<{ inputs: string[]; action: string }>(['show', MEAN]);
}

test('--from a ref means what its folder was checked out from, not what the ref has become', async () => {
  expect(await derived('--from', RAW)).toMatchObject({ inputs: [ids[1]], action: 'pipeline' });
  await session.json(['checkout', `${RAW}@v1`]);
  expect(await derived('--from', RAW)).toMatchObject({ inputs: [ids[0]] });
  expect(await derived('--from', 'geo/GSE2034')).toMatchObject({ inputs: [ids[0]] });
});

test('--from takes versions, ids, dates and tags, several of them, each once', async () => {
  await session.json(['tag', 'both', `${RAW}@v1`, `${RAW}@v2`]);
  const both = { inputs: [...ids].sort() };
  expect(await derived('--from', `${RAW}@v1`, '--from', ids[1] ?? '')).toMatchObject(both);
  expect(await derived('--from', 'both', '--from', `${RAW}~1`)).toMatchObject(both);
  expect(await derived('--from', `${RAW}@{2026-11-20}`)).toMatchObject({ inputs: [ids[0]] });
});

test('a folder that was modified, or is not there, says nothing of what was read', async () => {
  session.write(`lake/${RAW}/matrix.tsv`, 'modified\n');
  expect(await session.show('commit', MEAN, '-m', 'x', '--from', RAW)).toMatchInlineSnapshot(`
    "$ dlake commit processed/geo/GSE2034.mean -m x --from raw/geo/GSE2034
    Error: The folder of raw/geo/GSE2034 is not what was committed, so that nobody can tell what was read:
      matrix.tsv
    Hint: Commit it first, or name the version that was read, as raw/geo/GSE2034@v1.
    (exit 1)"
  `);
  rmSync(join(session.lake, RAW), { recursive: true });
  expect(await session.show('commit', MEAN, '-m', 'x', '--from', RAW)).toMatchInlineSnapshot(`
    "$ dlake commit processed/geo/GSE2034.mean -m x --from raw/geo/GSE2034
    Error: raw/geo/GSE2034 is not checked out, so that nobody can tell which version of it was read.
    Hint: Name the version that was read, as raw/geo/GSE2034@v1.
    (exit 1)"
  `);
  expect(await derived('--from', `${RAW}@v2`)).toMatchObject({ inputs: [ids[1]] });
});

test('what is no version can not be an input', async () => {
  expect(await session.show('commit', MEAN, '-m', 'x', '--from', 'geo/GSE1')).toMatchInlineSnapshot(`
    "$ dlake commit processed/geo/GSE2034.mean -m x --from geo/GSE1
    Error: There is no ref geo/GSE1 in this lake.
    (exit 1)"
  `);
  expect(await session.show('commit', MEAN, '-m', 'x', '--from', `${RAW}@v9`)).toMatchInlineSnapshot(`
    "$ dlake commit processed/geo/GSE2034.mean -m x --from raw/geo/GSE2034@v9
    Error: There is no revision raw/geo/GSE2034@v9 in this lake.
    Hint: See what there is: dlake log raw/geo/GSE2034
    (exit 1)"
  `);
  expect(await session.show('commit', MEAN, '-m', 'x', '--from', `${RAW}:a`)).toMatchInlineSnapshot(`
    "$ dlake commit processed/geo/GSE2034.mean -m x --from raw/geo/GSE2034:a
    Error: raw/geo/GSE2034:a is not a revision: an input is a whole version, not a file of it.
    Hint: A revision is [LAYER/]DATASET[@VERSION][~N][@{DATE}], a tag, or an id.
    (exit 1)"
  `);
});

test('layers take what they admit, and say what that is', async () => {
  session.write('lake/processed/lab/found/x', 'x');
  session.write('lake/curated/geo/GSE2034/x', 'x');
  session.write('lake/raw/lab/made/x', 'x');
  expect(await session.show('commit', 'processed/lab/found', '-m', 'x')).toMatchInlineSnapshot(`
    "$ dlake commit processed/lab/found -m x
    Error: processed/lab/found was refused: processed takes data that says what it was derived from: name its inputs (--from), or say why there are none (--attest).
    (exit 5)"
  `);
  expect(await session.dlake(['commit', 'processed/lab/found', '-m', 'x', '--attest', ' '])).toMatchObject({
    code: 5,
  });
  await session.json(['commit', 'processed/lab/found', '-m', 'x', '--attest', 'From our collaborators']);
  expect(await session.json(['show', 'lab/found'])).toMatchObject({
    action: 'manual',
    inputs: [],
    metadata: { attested: 'From our collaborators' },
  });
  expect(await session.show('commit', 'curated/geo/GSE2034', '-m', 'x')).toMatchInlineSnapshot(`
    "$ dlake commit curated/geo/GSE2034 -m x
    Error: curated/geo/GSE2034 was refused: curated is entered by promotion from processed only.
    (exit 5)"
  `);
  expect(
    await session.dlake(['commit', 'curated/geo/GSE2034', '-m', 'x', '--from', `${RAW}@v1`]),
  ).toMatchObject({ code: 5 });
  expect(
    await session.show('commit', 'raw/lab/made', '-m', 'x', '--from', `${RAW}@v1`),
  ).toMatchInlineSnapshot(`
    "$ dlake commit raw/lab/made -m x --from raw/geo/GSE2034@v1
    Error: raw/lab/made was refused: raw takes data as it was collected (collection, manual), not pipeline: derived data goes to processed.
    (exit 5)"
  `);
  const archive = ['commit', 'curated/geo/GSE2034', '--as', 'archive/geo/GSE2034', '-m', 'x', '--json'];
  const { stderr, code } = await session.dlake(archive);
  expect({ code, error: JSON.parse(stderr) }).toMatchInlineSnapshot(`
    {
      "code": 5,
      "error": {
        "code": "admission-refused",
        "data": {
          "ref": "archive/geo/GSE2034",
          "rule": "archive is entered by promotion from curated only",
        },
        "hint": null,
        "message": "archive/geo/GSE2034 was refused: archive is entered by promotion from curated only.",
      },
    }
  `);
});

test('the action is told by what is said, unless it is said', async () => {
  const actions: string[] = [];
  const commits = [
    ['raw/lab/a'],
    ['raw/lab/b', '--url', 'https://example.org/b'],
    ['raw/uniprot/P62258'],
    ['raw/upload/c'],
    ['raw/lab/d', '--action', 'collection'],
    ['processed/lab/e', '--from', `${RAW}@v1`],
    ['processed/lab/f', '--from', `${RAW}@v1`, '--action', 'manual'],
  ] as const;
  for (const [ref, ...flags] of commits) {
    session.write(`lake/${ref}/x.txt`, ref);
    await session.json(['commit', ref, '-m', 'x', ...flags]);
    actions.push((await session.json<{ action: string }>(['show', ref])).action);
  }
  expect(actions).toEqual([
    'manual',
    'collection',
    'collection',
    'manual',
    'collection',
    'pipeline',
    'manual',
  ]);
});
