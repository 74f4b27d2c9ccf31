import { createHash } from 'node:crypto';
import { cpSync, mkdirSync, readFileSync, truncateSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { Session } from '../cli/run-dlake.ts';
import { brokenIds, CID } from './small-lake.ts';

const RECORDS = join(import.meta.dirname, '../demo/records');
const URL = 'https://rest.uniprot.org/uniprotkb/Q13639';
let session: Session;
beforeAll(async () => {
  session = new Session({ DLAKE_CATALOG: 'inline' });
  await session.json(['init']);
  cpSync(join(RECORDS, 'uniprot/Q13639'), join(session.folder, 'dl/Q13639'), { recursive: true });
  cpSync(join(RECORDS, 'pdb/1a8o'), join(session.folder, 'dl/1a8o'), { recursive: true });
});
afterAll(() => session[Symbol.asyncDispose]());

const sum = (algo: string, file: string): string =>
  createHash(algo)
    .update(readFileSync(join(session.folder, 'dl', file)))
    .digest('hex');

test('each file has a grade: how well it was checked against what was published', async () => {
  session.write('dl/md5sums.txt', `${sum('md5', 'Q13639/Q13639.txt')}  Q13639.txt\n`);
  session.write('dl/sha', `SHA256 (Q13639.xml) = ${sum('sha256', 'Q13639/Q13639.xml')}\n`);
  session.write('dl/Q13639/note', 'mine\n');
  const sums = ['--checksums', '../dl/md5sums.txt', '--checksums', '../dl/sha'];
  const commit = ['commit', '../dl/Q13639', '--as', 'raw/uniprot/Q13639', '-m', 'Downloaded', '--url', URL];
  expect(await session.show(...commit, ...sums)).toMatchInlineSnapshot(`
    "$ dlake commit ../dl/Q13639 --as raw/uniprot/Q13639 -m Downloaded --url https://rest.uniprot.org/uniprotkb/Q13639 --checksums ../dl/md5sums.txt --checksums ../dl/sha
    raw/uniprot/Q13639@v1  496068be6b  3 files, 33.4 KiB
    3 added, 0 modified, 0 deleted; 34.3 KiB new in the store"
  `);
  expect(await session.show('ls', 'uniprot/Q13639')).toMatchInlineSnapshot(`
    "$ dlake ls uniprot/Q13639
    e1ca085b3e   11.1 KiB  verified-weak    Q13639.txt
    06501a1349   22.2 KiB  verified-strong  Q13639.xml
    fcbc800db3        5 B  unverified       note"
  `);
  const files = await session.json<unknown[]>(['ls', 'uniprot/Q13639']);
  expect(brokenIds(files)).toEqual([]);
  expect(files).toMatchObject([
    { path: 'Q13639.txt', grade: 'verified-weak' },
    { path: 'Q13639.xml', grade: 'verified-strong' },
    { path: 'note', grade: 'unverified' },
  ]);
  expect(await session.json(['show', 'uniprot/Q13639'])).toMatchObject({
    action: 'collection',
    metadata: { url: URL },
    expected: {
      list: expect.stringMatching(CID),
      grades: { 'verified-strong': 1, 'verified-weak': 1, unverified: 1 },
    },
  });
  expect(await session.show('show', 'uniprot/Q13639')).toMatchInlineSnapshot(`
    "$ dlake show uniprot/Q13639
    commit 496068be6b  raw/uniprot/Q13639@v1
    Author:  Ada Example <ada@example.org>
    Date:    2026-11-22 10:11 UTC
    Files:   3 files, 33.4 KiB  (collection)

        Downloaded

    Name:        Q13639
    Manifest:    1861458532
    Published:   1 verified-strong, 1 verified-weak, 1 unverified
    Metadata:    url = https://rest.uniprot.org/uniprotkb/Q13639
                 date = 2026-11-22
                 source = uniprot
                 version = v1"
  `);
});

test('a mismatch is damage, names what is wrong, and commits nothing', async () => {
  session.write('dl/wrong', `${'0'.repeat(32)}  Q13639.txt\n`);
  const commit = [
    'commit',
    '../dl/Q13639',
    '--as',
    'raw/uniprot/P0',
    '-m',
    'x',
    '--checksums',
    '../dl/wrong',
  ];
  expect(await session.show(...commit.with(3, 'raw/uniprot/P62258'))).toMatchInlineSnapshot(`
    "$ dlake commit ../dl/Q13639 --as raw/uniprot/P62258 -m x --checksums ../dl/wrong
    Error: These files are not what wrong says; nothing was committed:
      Q13639.txt: md5 is f1fef0c05a6cbb814029a099687ed96c, not 00000000000000000000000000000000
    Hint: Download them again.
    (exit 4)"
  `);
  const { stderr } = await session.dlake([...commit.with(3, 'raw/uniprot/P62258'), '--url', URL, '--json']);
  expect(JSON.parse(stderr)).toMatchObject({
    code: 'checksum-mismatch',
    data: { from: URL, files: [{ path: 'Q13639.txt', algo: 'md5', expected: '0'.repeat(32) }] },
  });
  expect(await session.dlake(['show', 'raw/uniprot/P62258'])).toMatchObject({ code: 1 });
});

test('a sum of what is not there is a warning', async () => {
  session.write(
    'dl/more',
    `${sum('md5', 'Q13639/Q13639.txt')}  Q13639.txt\n${'1'.repeat(32)}  Q13639.fasta\n`,
  );
  const commit = ['commit', '../dl/Q13639', '--as', 'raw/upload/q', '-m', 'x', '--checksums', '../dl/more'];
  expect(await session.dlake(commit)).toMatchInlineSnapshot(`
    {
      "code": 0,
      "stderr": "Warning: The source published a sum for Q13639.fasta, which is not here.
    ",
      "stdout": "raw/upload/q@v1  272163b74e  3 files, 33.4 KiB
    3 added, 0 modified, 0 deleted; 474 B new in the store
    ",
    }
  `);
});

test('a list that can not be read is refused', async () => {
  session.write('dl/nonsense', 'these are no sums\n');
  const commit = ['commit', '../dl/Q13639', '--as', 'raw/upload/z', '-m', 'x', '--checksums'];
  expect(await session.show(...commit, '../dl/nonsense')).toMatchInlineSnapshot(`
    "$ dlake commit ../dl/Q13639 --as raw/upload/z -m x --checksums ../dl/nonsense
    Error: The checksums in ../dl/nonsense can't be read: line 1: not a checksum and a file name: "these are no sums".
    (exit 1)"
  `);
  expect(await session.show(...commit, '../dl/nowhere')).toMatchInlineSnapshot(`
    "$ dlake commit ../dl/Q13639 --as raw/upload/z -m x --checksums ../dl/nowhere
    Error: The checksums in ../dl/nowhere can't be read: there is no such file.
    (exit 1)"
  `);
  expect(await session.show(...commit, '../dl')).toMatchInlineSnapshot(`
    "$ dlake commit ../dl/Q13639 --as raw/upload/z -m x --checksums ../dl
    Error: The checksums in ../dl can't be read: it is a folder.
    (exit 1)"
  `);
});

test('gzip files that nobody published a sum of are checked by their own', async () => {
  const commit = ['commit', '../dl/1a8o', '--as', 'raw/pdb/1A8O', '-m', 'x'];
  await session.json(commit);
  expect(await session.json(['show', 'pdb/1a8o'])).toMatchObject({
    checks: [{ check: 'gzip-crc32', files: 2 }],
    expected: null,
  });
  truncateSync(join(session.folder, 'dl/1a8o/1A8O.cif.gz'), 20_000);
  expect(await session.show(...commit)).toMatchInlineSnapshot(`
    "$ dlake commit ../dl/1a8o --as raw/pdb/1A8O -m x
    Error: This gzip file is damaged (unexpected end of file); nothing was committed: 1A8O.cif.gz
    Hint: Download it again.
    (exit 4)"
  `);
  expect(await session.json([...commit, '--force'])).toMatchObject({ version: 'v2', modified: 1 });
});

test('a web page under another name is refused, unless it is forced', async () => {
  session.write('dl/login/GSE1_family.soft', '<!DOCTYPE html>\n<html><body>Log in</body></html>\n');
  session.write('dl/login/index.html', '<html></html>\n');
  const commit = ['commit', '../dl/login', '--as', 'raw/geo/GSE1', '-m', 'x'];
  expect(await session.show(...commit)).toMatchInlineSnapshot(`
    "$ dlake commit ../dl/login --as raw/geo/GSE1 -m x
    Error: This looks like a web page, not like what its name says: GSE1_family.soft
    Hint: A failed download often looks so. --force commits it as it is.
    (exit 1)"
  `);
  expect(await session.json([...commit, '--force'])).toMatchObject({ files: 2 });
});

test('what a lab made itself is not taken for a download', async () => {
  mkdirSync(join(session.folder, 'dl/own'));
  session.write('dl/own/half.gz', gzipSync('all of it').subarray(0, 20).toString('latin1'));
  expect(await session.json(['commit', '../dl/own', '--as', 'raw/lab/own', '-m', 'x'])).toMatchObject({
    files: 1,
  });
});
