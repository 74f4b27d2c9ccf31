import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Session } from '../cli/run-dlake.ts';
import { RAW, smallLake } from './small-lake.ts';

let session: Session;
beforeAll(async () => {
  session = await smallLake({ DLAKE_CATALOG: 'inline' });
});
afterAll(() => session[Symbol.asyncDispose]());

/** What a command says; a run is of this user on this host, and so is the id of what it made. */
async function show(...args: readonly string[]): Promise<string> {
  const [, made] =
    (await session.show('log', 'processed/lab/mean', '--oneline')).match(/\n *([0-9a-f]{10}) /) ?? [];
  return (await session.show(...args)).replaceAll(made as string, 'RUN-COMMIT');
}

test('a version is retracted once, and what used it is listed', async () => {
  const made = 'processed/lab/mean';
  await session.show('run', '--in', `${RAW}@v1`, '--out', made, '--', 'sh', '-c', `echo 1 > ${made}/m`);
  expect(await show('retract', `${RAW}@v1`, '-m', 'Samples swapped')).toMatchInlineSnapshot(`
    "$ dlake retract raw/geo/GSE2034@v1 -m 'Samples swapped'
    raw/geo/GSE2034@v1 was retracted by Ada Example <ada@example.org>, 2026-11-22 10:11 UTC: Samples swapped
    raw/geo/GSE2034@v1 was used by 1 version in 1 layer:
      processed/lab/mean@v1  RUN-COMMIT  pipeline, 2026-11-22, 1 file, 2 B"
  `);
  expect(await session.json(['retract', `${RAW}@v1`, '-m', 'Again'])).toMatchObject({
    path: null,
    reason: 'Samples swapped',
    impact: [{ dataset: 'lab/mean' }],
  });
});

test('a file of a version is retracted', async () => {
  expect(await session.show('retract', `${RAW}:matrix.tsv`, '-m', 'Wrong units')).toMatchInlineSnapshot(`
    "$ dlake retract raw/geo/GSE2034:matrix.tsv -m 'Wrong units'
    raw/geo/GSE2034@v2:matrix.tsv was retracted by Ada Example <ada@example.org>, 2026-11-22 10:11 UTC: Wrong units
    raw/geo/GSE2034@v2:matrix.tsv was used by 1 version in 1 layer:
      processed/geo/GSE2034.mean@v1  4164e978b5  pipeline, 2026-11-22, 1 file, 19 B"
  `);
  expect((await session.dlake(['retract', `${RAW}:nothing`, '-m', 'x'])).code).toBe(1);
});

test('what shows a version marks it', async () => {
  expect(await session.show('log', RAW, '--oneline')).toMatchInlineSnapshot(`
    "$ dlake log raw/geo/GSE2034 --oneline
    37b327ffa9 raw/geo/GSE2034@v2 (retracted) Added BRCA1
    e623c4b7cc raw/geo/GSE2034@v1 (retracted) As downloaded from GEO"
  `);
  expect(await session.show('show', `${RAW}@v1`)).toMatchInlineSnapshot(`
    "$ dlake show raw/geo/GSE2034@v1
    raw/geo/GSE2034@v1 was retracted by Ada Example <ada@example.org>, 2026-11-22 10:11 UTC: Samples swapped
    commit e623c4b7cc  raw/geo/GSE2034@v1
    Author:  Ada Example <ada@example.org>
    Date:    2026-11-20 08:00 UTC
    Files:   2 files, 67 B  (collection)

        As downloaded from GEO

    Name:        GSE2034
    Keywords:    relapse
    Manifest:    77f9e9b5a7
    Metadata:    date = 2026-11-20
                 source = geo
                 tissue = breast
                 version = v1"
  `);
  expect(await show('lineage', 'processed/lab/mean', '--up')).toMatchInlineSnapshot(`
    "$ dlake lineage processed/lab/mean --up
    R raw/geo/GSE2034@v1  e623c4b7cc  collection, 2026-11-20, 2 files, 67 B, retracted
    P processed/lab/mean@v1  RUN-COMMIT  pipeline, 2026-11-22, 1 file, 2 B ◂"
  `);
  expect(await session.show('status', RAW)).toMatchInlineSnapshot(`
    "$ dlake status raw/geo/GSE2034
    clean           raw/geo/GSE2034  (retracted)"
  `);
});

test('checkout and run warn, promote refuses', async () => {
  expect(await session.show('checkout', `${RAW}@v1`, '--to', 'elsewhere')).toMatchInlineSnapshot(`
    "$ dlake checkout raw/geo/GSE2034@v1 --to elsewhere
    raw/geo/GSE2034@v1 is in ~~/lake/elsewhere: 2 files, 2 written, 0 removed
    Warning: raw/geo/GSE2034@v1 was retracted by Ada Example <ada@example.org>, 2026-11-22 10:11 UTC: Samples swapped"
  `);
  expect(await session.show('promote', `${RAW}@v1`, '-m', 'Good')).toMatchInlineSnapshot(`
    "$ dlake promote raw/geo/GSE2034@v1 -m Good
    Error: The promotion was refused: raw/geo/GSE2034@v1 was retracted by Ada Example <ada@example.org> (Samples swapped); --retracted promotes it all the same.
    (exit 5)"
  `);
  expect(
    await session.show('promote', `${RAW}@v1`, '--retracted', '-m', 'Only format'),
  ).toMatchInlineSnapshot(`
    "$ dlake promote raw/geo/GSE2034@v1 --retracted -m 'Only format'
    processed/geo/GSE2034@v1  db5b78c661  promoted from raw/geo/GSE2034@v1
    3 objects, 212 B copied"
  `);
});

test('a hold is added, listed and removed, one at a time', async () => {
  expect(await session.show('hold', 'add', RAW, '-m', 'Inspection')).toMatchInlineSnapshot(`
    "$ dlake hold add raw/geo/GSE2034 -m Inspection
    raw/geo/GSE2034 is held by Ada Example <ada@example.org>, 2026-11-22 10:11 UTC: Inspection (51ad8119ad)"
  `);
  expect(await session.show('hold', 'add', RAW, '-m', 'Lawsuit')).toMatchInlineSnapshot(`
    "$ dlake hold add raw/geo/GSE2034 -m Lawsuit
    raw/geo/GSE2034 is held by Ada Example <ada@example.org>, 2026-11-22 10:11 UTC: Lawsuit (5100ef07bc)"
  `);
  const [first] = await session.json<{ hold: string; reason: string }[]>(['hold', 'list']);
  expect(first?.reason).toBe('Inspection');
  expect(await session.show('hold', 'remove', RAW, '-m', 'Closed')).toMatchInlineSnapshot(`
    "$ dlake hold remove raw/geo/GSE2034 -m Closed
    Error: raw/geo/GSE2034 was refused: several holds are on it, each for a reason of its own: say which one ends (--id).
    (exit 5)"
  `);
  await session.json(['hold', 'remove', RAW, '--id', String(first?.hold), '-m', 'Closed']);
  expect(await session.show('hold', 'remove', RAW, '-m', 'Settled')).toMatchInlineSnapshot(`
    "$ dlake hold remove raw/geo/GSE2034 -m Settled
    The hold on raw/geo/GSE2034 is removed (Lawsuit)"
  `);
  expect(await session.show('hold', 'list')).toMatchInlineSnapshot(`
    "$ dlake hold list
    Nothing is held."
  `);
  expect((await session.dlake(['hold', 'add', 'raw/geo/GSE0', '-m', 'x'])).code).toBe(1);
});

test('what a held ref names is not dropped, at a remote or not', async () => {
  await session.json(['hold', 'add', RAW, '-m', 'Lawsuit']);
  expect(await session.show('drop', RAW, '--force-last-copy')).toMatchInlineSnapshot(`
    "$ dlake drop raw/geo/GSE2034 --force-last-copy
    Error: The drop was refused: raw/geo/GSE2034 is held (Ada Example <ada@example.org>: Lawsuit).
    (exit 5)"
  `);
  await session.json(['remote', 'add', 'nas', '../nas']);
  await session.json(['push', 'nas', RAW]);
  expect(await session.show('drop', `${RAW}@v1`)).toMatchInlineSnapshot(`
    "$ dlake drop raw/geo/GSE2034@v1
    raw/geo/GSE2034@v1: nothing of it is here that could go
      stays: docs/README.txt (the hold on raw/geo/GSE2034 needs it)
      stays: matrix.tsv (the hold on raw/geo/GSE2034 needs it)"
  `);
  await session.json(['hold', 'remove', RAW, '-m', 'Settled']);
  await session.json(['drop', RAW, '--dry-run']);
  await session.json(['remote', 'remove', 'nas']);
});

test('what was said of a ref travels with push, clone and fetch', async () => {
  await session.json(['hold', 'add', RAW, '-m', 'Inspection 2']);
  await session.json(['remote', 'add', 'lab', '../lab']);
  await session.json(['push', 'lab', RAW]);
  await session.json(['clone', '../lab', '../theirs', '--checkout', RAW]);
  const theirs = { cwd: 'theirs' };
  const { stderr } = await session.dlake(['checkout', `${RAW}@v1`], theirs);
  expect(stderr).toContain('Samples swapped');
  expect((await session.dlake(['hold', 'list'], theirs)).stdout).toContain('Inspection 2');
  // What they say comes back, and what ended there ends here; nothing is said twice.
  await session.dlake(['hold', 'remove', RAW, '-m', 'Done'], theirs);
  await session.dlake(['push', 'origin', RAW], theirs);
  await session.json(['fetch', 'lab']);
  await session.json(['push', 'lab', RAW]);
  expect(await session.json(['hold', 'list'])).toEqual([]);
  const log = await session.json<{ retracted?: boolean }[]>(['log', `${RAW}@v1`]);
  expect(log.map(({ retracted }) => retracted)).toEqual([true]);
  expect(await session.json(['show', `${RAW}@v1`])).toMatchObject({
    retracted: [{ reason: 'Samples swapped' }],
  });
});

test('the log keeps all of it, and fsck and rebuild take it', async () => {
  await session.json(['fsck']);
  await session.json(['rebuild']);
  expect(await session.json(['show', RAW])).toMatchObject({ retracted: [{ path: 'matrix.tsv' }] });
});
