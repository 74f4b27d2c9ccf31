import { chmodSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { Session } from '../cli/run-dlake.ts';
import { brokenIds, CID } from './small-lake.ts';

const REF = 'raw/upload/plate-7';
let session: Session;
beforeAll(async () => {
  session = new Session({ DLAKE_CATALOG: 'inline' });
  await session.json(['init']);
});
afterAll(() => session[Symbol.asyncDispose]());

interface Committed {
  readonly commit: string;
  readonly version: string;
}

test('a folder becomes a version', async () => {
  session.write(`lake/${REF}/A1.csv`, 'a,b\n1,2\n');
  session.write(`lake/${REF}/images/A1.tif`, 'II*');
  expect(await session.dlake(['commit', REF, '-m', 'First plate'])).toMatchInlineSnapshot(`
    {
      "code": 0,
      "stderr": "",
      "stdout": "raw/upload/plate-7@v1  23c0de13c0  2 files, 11 B
    2 added, 0 modified, 0 deleted; 435 B new in the store
    ",
    }
  `);
});

test('a folder that has not changed makes none', async () => {
  expect(await session.show('commit', REF, '-m', 'Again')).toMatchInlineSnapshot(`
    "$ dlake commit raw/upload/plate-7 -m Again
    Nothing to commit: raw/upload/plate-7@v1 (23c0de13c0) has these files already (2 files, 11 B)."
  `);
  expect(await session.json(['commit', REF, '-m', 'Again'])).toMatchObject({
    unchanged: true,
    version: 'v1',
    newObjects: 0,
    newBytes: 0,
  });
  expect(await session.show('commit', REF, '-m', 'Again', '--keyword', 'late')).toMatchInlineSnapshot(`
    "$ dlake commit raw/upload/plate-7 -m Again --keyword late
    Nothing to commit: raw/upload/plate-7@v1 (23c0de13c0) has these files already (2 files, 11 B).
    No new version: what you say of it was not recorded. \`dlake annotate\` does that."
  `);
});

test('--json gives what the contract says, and nothing else', async () => {
  session.write(`lake/${REF}/A1.csv`, 'a,b\n1,3\n');
  session.write(`lake/${REF}/A2.csv`, 'a,b\n');
  const made = await session.json<Committed>(['commit', REF, '-m', 'Second']);
  expect(brokenIds(made)).toEqual([]);
  expect(made).toEqual({
    ref: REF,
    commit: expect.stringMatching(CID),
    version: 'v2',
    manifest: expect.stringMatching(CID),
    files: 3,
    bytes: 15,
    added: 1,
    modified: 1,
    deleted: 0,
    newObjects: 4,
    newBytes: expect.any(Number),
    unchanged: false,
  });
});

test('all that may be said of a version is recorded', async () => {
  session.write(`lake/${REF}/A3.csv`, 'a,b\n');
  const said = ['--name', 'Plate seven', '--keyword', 'screen', '--keyword', 'assay', '--keyword', 'screen'];
  const meta = ['--meta', 'cells=HeLa', '--meta', 'eq=a=b', '--meta-json', '{"wells":{"rows":["A"],"n":3}}'];
  const param = ['--param', 'exposure=20', '--param-json', '{"channels":[1,2]}'];
  const rest = ['--author', 'Grace <grace@example.org>', '--date', '2026-03-01', '--action', 'collection'];
  const made = await session.json<Committed>([
    ...['commit', REF, '-m', 'Third\n\nWith a second line.', '--url', 'https://example.org/plate-7'],
    ...[...said, ...meta, ...param, ...rest],
  ]);
  expect(await session.json(['show', made.commit])).toMatchObject({
    name: 'Plate seven',
    keywords: ['assay', 'screen'],
    metadata: {
      cells: 'HeLa',
      eq: 'a=b',
      wells: { rows: ['A'], n: 3 },
      url: 'https://example.org/plate-7',
      date: '2026-03-01',
      source: 'upload',
      version: 'v3',
    },
    parameters: { exposure: '20', channels: [1, 2] },
    author: 'Grace <grace@example.org>',
    action: 'collection',
    message: 'Third\n\nWith a second line.',
    committedAt: '2026-11-22T10:11:12.345Z',
  });
});

test('a version may have a name of its own; numbers go on after it', async () => {
  session.write(`lake/${REF}/A4.csv`, '4');
  expect(await session.json(['commit', REF, '-m', 'x', '--meta', 'version=2026_03'])).toMatchObject({
    version: '2026_03',
  });
  session.write(`lake/${REF}/A5.csv`, '5');
  expect(await session.show('commit', REF, '-m', 'x', '--meta', 'version=2026_03')).toMatchInlineSnapshot(`
    "$ dlake commit raw/upload/plate-7 -m x --meta version=2026_03
    Error: raw/upload/plate-7 was refused: version 2026_03 is taken; versions of a ref are unique.
    (exit 5)"
  `);
  expect(await session.json(['commit', REF, '-m', 'x'])).toMatchObject({ version: 'v4' });
});

test('what a version can not say of itself is wrong usage', async () => {
  session.write(`lake/${REF}/A6.csv`, '6');
  const commit = ['commit', REF] as const;
  expect(await session.show(...commit)).toMatchInlineSnapshot(`
    "$ dlake commit raw/upload/plate-7
    Error: Missing: --message
    Hint: See: dlake commit --help
    (exit 2)"
  `);
  expect(await session.show(...commit, '-m', '')).toMatchInlineSnapshot(`
    "$ dlake commit raw/upload/plate-7 -m ''
    Error: A version can't say this of itself: message is empty.
    (exit 2)"
  `);
  const wrong = [
    ['--name', ''],
    ['--keyword', ''],
    ['--meta', 'tissue'],
    ['--meta', '=breast'],
    ['--meta', 'version=a/b'],
    ['--meta-json', '{"version":1}'],
    ['--meta-json', '{"half":0.5}'],
    ['--meta-json', '[1]'],
    ['--meta-json', 'tissue'],
    ['--param-json', 'null'],
    ['--date', 'yesterday'],
    ['--date', '2026-02-30'],
    ['--action', 'promotion'],
    ['--link-mode', 'symlink'],
  ];
  for (const flags of wrong) {
    const { code, stdout } = await session.dlake([...commit, '-m', 'x', ...flags]);
    expect({ flags, code, stdout }).toEqual({ flags, code: 2, stdout: '' });
  }
  expect(await session.show(...commit, '-m', 'x', '--author', 'Ada')).toMatchInlineSnapshot(`
    "$ dlake commit raw/upload/plate-7 -m x --author Ada
    Error: This is not an author: Ada
    Hint: Write it as "Name <email>".
    (exit 1)"
  `);
  expect(await session.json(['status'])).toMatchObject({ refs: [{ added: ['A6.csv'] }] });
});

test('an error with --json is one object on stderr', async () => {
  const { stdout, stderr, code } = await session.dlake(['commit', 'nowhere', '-m', 'x', '--json']);
  expect({ stdout, code }).toEqual({ stdout: '', code: 1 });
  expect(JSON.parse(stderr)).toMatchInlineSnapshot(`
    {
      "code": "file-unreadable",
      "data": {
        "path": "nowhere",
        "reason": "there is no such file or folder",
      },
      "hint": null,
      "message": "This file can't be read (there is no such file or folder): nowhere",
    }
  `);
});

test('a path that is in no dataset is refused, or goes where --as says', async () => {
  session.write('lake/raw/upload/loose.csv', 'x');
  expect(await session.show('commit', 'raw/upload', '-m', 'x')).toMatchInlineSnapshot(`
    "$ dlake commit raw/upload -m x
    Error: raw/upload is not in a dataset's folder of this lake.
    Hint: Name the folder of one dataset, as raw/geo/GSE2034, or say which one it is with --as LAYER/SOURCE/EXTERNAL_ID.
    (exit 1)"
  `);
  expect(await session.dlake(['commit', '.', '-m', 'x'])).toMatchObject({ code: 1 });
  expect(await session.show('commit', 'raw/upload/loose.csv', '-m', 'x')).toMatchInlineSnapshot(`
    "$ dlake commit raw/upload/loose.csv -m x
    Error: raw/upload/loose.csv is not in a dataset's folder of this lake.
    Hint: Name the folder of one dataset, as raw/geo/GSE2034, or say which one it is with --as LAYER/SOURCE/EXTERNAL_ID.
    (exit 1)"
  `);
  session.write('downloads/x/table.csv', '1');
  const outside = ['commit', '../downloads/x', '-m', 'x'];
  expect(await session.show(...outside)).toMatchInlineSnapshot(`
    "$ dlake commit ../downloads/x -m x
    Error: ../downloads/x is not in a dataset's folder of this lake.
    Hint: Name the folder of one dataset, as raw/geo/GSE2034, or say which one it is with --as LAYER/SOURCE/EXTERNAL_ID.
    (exit 1)"
  `);
  expect(await session.show(...outside, '--as', 'raw/upload/x')).toMatchInlineSnapshot(`
    "$ dlake commit ../downloads/x -m x --as raw/upload/x
    raw/upload/x@v1  135ad1eb3f  1 file, 1 B
    1 added, 0 modified, 0 deleted; 349 B new in the store"
  `);
  expect(await session.show(...outside, '--as', 'upload/x')).toMatchInlineSnapshot(`
    "$ dlake commit ../downloads/x -m x --as upload/x
    Error: upload/x is not a ref: it begins with a layer: raw, processed, curated, archive.
    Hint: A ref is LAYER/SOURCE/EXTERNAL_ID, as raw/geo/GSE2034.
    (exit 1)"
  `);
  expect(await session.json(['ls', 'upload/x'])).toMatchObject([{ path: 'table.csv' }]);
  expect(await session.json(['status', 'upload/x'])).toMatchObject({ refs: [{ state: 'not-checked-out' }] });
});

test('an empty folder needs --allow-empty', async () => {
  session.write('lake/raw/upload/empty/x', 'x');
  session.write('lake/raw/upload/empty/.dlakeignore', '*\n');
  expect(await session.show('commit', 'raw/upload/empty', '-m', 'x')).toMatchInlineSnapshot(`
    "$ dlake commit raw/upload/empty -m x
    Error: There are no files in ~~/lake/raw/upload/empty
    Hint: --allow-empty makes a version without files.
    (exit 1)"
  `);
  const made = await session.json(['commit', 'raw/upload/empty', '-m', 'x', '--allow-empty']);
  expect(made).toMatchObject({ files: 0, bytes: 0, version: 'v1' });
});

test('an executable stays one, in JSON too', async () => {
  session.write('lake/raw/upload/tool/run.sh', '#!/bin/sh\n');
  chmodSync(join(session.lake, 'raw/upload/tool/run.sh'), 0o755);
  await session.json(['commit', 'raw/upload/tool', '-m', 'x']);
  expect(await session.json(['ls', 'upload/tool'])).toMatchObject([{ path: 'run.sh', executable: true }]);
});

test('links in a dataset are kept, one that leads out is refused or followed', async () => {
  const folder = 'raw/upload/links';
  session.write(`lake/${folder}/sub/file`, 'inside');
  session.write('outside/file', 'outside');
  symlinkSync('sub/file', join(session.lake, folder, 'in'));
  symlinkSync('../../../../outside/file', join(session.lake, folder, 'out'));
  expect(await session.show('commit', folder, '-m', 'x')).toMatchInlineSnapshot(`
    "$ dlake commit raw/upload/links -m x
    Error: The symlink out leads out of the dataset, to ../../../../outside/file
    Hint: --follow-symlinks commits what it leads to.
    (exit 1)"
  `);
  await session.json(['commit', folder, '-m', 'x', '--follow-symlinks']);
  expect(await session.show('ls', 'upload/links')).toMatchInlineSnapshot(`
    "$ dlake ls upload/links
    link                   in -> sub/file
    31207a2065        7 B  out
    106b086224        6 B  sub/file"
  `);
  expect(await session.dlake(['cat', 'upload/links:out'])).toMatchObject({ stdout: 'outside' });
  expect(await session.dlake(['cat', 'upload/links:in'])).toMatchObject({ stdout: 'inside' });
});
