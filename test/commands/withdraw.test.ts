import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Session } from '../cli/run-dlake.ts';
import { brokenIds, RAW, smallLake } from './small-lake.ts';

const GRACE = 'Grace Hopper <grace@example.org>';
let session: Session;
beforeAll(async () => {
  session = await smallLake({ DLAKE_CATALOG: 'inline' });
});
afterAll(() => session[Symbol.asyncDispose]());

/** What a command shows, but for the id of the lake, which is another in each. */
async function shown(...args: readonly string[]): Promise<string> {
  return (await session.show(...args)).replace(/^(\s*Lake: +)[0-9a-f-]{36}$/m, '$1LAKE');
}

test('a lake on one machine refuses until it is to trust names', async () => {
  const words = ['withdraw', `${RAW}:matrix.tsv`, '--reason', 'consent', '-m', 'Form 7'];
  expect(await shown(...words)).toMatchInlineSnapshot(`
    "$ dlake withdraw raw/geo/GSE2034:matrix.tsv --reason consent -m 'Form 7'
    Error: The withdrawal was refused: it takes two people, and a lake on one machine can not prove who they are: withdraw at the lab (--remote), or have this lake trust names (dlake config trustNames yes).
    (exit 5)"
  `);
  await session.dlake(['config', 'trustNames', 'yes']);
  expect(await shown(...words)).toMatchInlineSnapshot(`
    "$ dlake withdraw raw/geo/GSE2034:matrix.tsv --reason consent -m 'Form 7'
    Request for a withdrawal
    Lake:      LAKE
    Bytes:     b3fa4aa199  consent, asked for by Ada Example <ada@example.org>, 2026-11-22 10:11 UTC (Form 7); pending: another than that approves it
    Was in:    raw/geo/GSE2034@v2:matrix.tsv
    Datasets:  geo/GSE2034
    2 versions had it, or came of what had it:
      raw/geo/GSE2034@v2  37b327ffa9  collection, 2026-11-21, 2 files, 81 B, has the file
      processed/geo/GSE2034.mean@v1  4164e978b5  pipeline, 2026-11-22, 1 file, 19 B
    Nothing is erased yet. Another person approves it: dlake approve raw/geo/GSE2034:matrix.tsv"
  `);
  expect(await session.show('withdraw', RAW, '--reason', 'phi')).toMatchInlineSnapshot(`
    "$ dlake withdraw raw/geo/GSE2034 --reason phi
    Error: Name a file of raw/geo/GSE2034, as raw/geo/GSE2034:PATH: what is withdrawn are bytes, not versions.
    Hint: See: dlake withdraw --help
    (exit 2)"
  `);
});

test('another one approves it, and gets the certificate', async () => {
  expect(await shown('approve', `${RAW}:matrix.tsv`)).toMatchInlineSnapshot(`
    "$ dlake approve raw/geo/GSE2034:matrix.tsv
    Error: The withdrawal was refused: another than who asked for it approves it, and that was Ada Example <ada@example.org>.
    (exit 5)"
  `);
  expect(await shown('approve', `${RAW}:matrix.tsv`, '--author', GRACE)).toMatchInlineSnapshot(`
    "$ dlake approve raw/geo/GSE2034:matrix.tsv --author 'Grace Hopper <grace@example.org>'
    Certificate of a withdrawal
    Lake:      LAKE
    Bytes:     b3fa4aa199  consent, asked for by Ada Example <ada@example.org>, 2026-11-22 10:11 UTC (Form 7); approved by Grace Hopper <grace@example.org>, 2026-11-22 10:11 UTC
    Was in:    raw/geo/GSE2034@v2:matrix.tsv
    Datasets:  geo/GSE2034
    Erased in raw: 1 object, 42 B
    2 versions had it, or came of what had it:
      raw/geo/GSE2034@v2  37b327ffa9  collection, 2026-11-21, 2 files, 81 B, has the file
      processed/geo/GSE2034.mean@v1  4164e978b5  pipeline, 2026-11-22, 1 file, 19 B
    Warning: raw/geo/GSE2034/matrix.tsv in the worktree may still have withdrawn bytes: delete it."
  `);
  const said = await session.json<object>(['withdraw', `${RAW}:matrix.tsv`, '--reason', 'consent']);
  expect(brokenIds(said)).toEqual([]);
  expect(said).toMatchObject({ withdrawals: [{ state: 'withdrawn', approval: { by: GRACE } }] });
});

test('no command gives or takes it any more', async () => {
  expect(await session.show('cat', `${RAW}:matrix.tsv`)).toMatchInlineSnapshot(`
    "$ dlake cat raw/geo/GSE2034:matrix.tsv
    Error: The bytes of b3fa4aa199 are withdrawn: nobody is to read, copy or store them any more.
    Hint: \`dlake withdraw\` tells who withdrew what, when and why.
    (exit 5)"
  `);
  expect(await session.show('promote', RAW, '-m', 'x')).toMatchInlineSnapshot(`
    "$ dlake promote raw/geo/GSE2034 -m x
    Error: The bytes of b3fa4aa199 are withdrawn (raw/geo/GSE2034:matrix.tsv): nobody is to read, copy or store them any more.
    Hint: \`dlake withdraw\` tells who withdrew what, when and why.
    (exit 5)"
  `);
  expect(await session.show('commit', RAW, '--as', 'raw/upload/again', '-m', 'x')).toMatchInlineSnapshot(`
    "$ dlake commit raw/geo/GSE2034 --as raw/upload/again -m x
    Error: The bytes of b3fa4aa199 are withdrawn (matrix.tsv): nobody is to read, copy or store them any more.
    Hint: \`dlake withdraw\` tells who withdrew what, when and why.
    (exit 5)"
  `);
  expect(await session.show('verify', RAW)).toMatchInlineSnapshot(`
    "$ dlake verify raw/geo/GSE2034
    Withdrawn: raw/geo/GSE2034@v2:matrix.tsv
    Checked 3 objects, 564 B: 1 withdrawn."
  `);
  expect(await session.show('fsck')).toMatchInlineSnapshot(`
    "$ dlake fsck
    The lake is whole, but for 1 file withdrawn by right."
  `);
  expect(await session.show('withdraw')).toMatchInlineSnapshot(`
    "$ dlake withdraw
    b3fa4aa199  consent, asked for by Ada Example <ada@example.org>, 2026-11-22 10:11 UTC (Form 7); approved by Grace Hopper <grace@example.org>, 2026-11-22 10:11 UTC"
  `);
});

test('checkout takes it away, and the next version goes without', async () => {
  expect(await session.show('checkout', RAW)).toMatchInlineSnapshot(`
    "$ dlake checkout raw/geo/GSE2034
    raw/geo/GSE2034@v2 is in ~~/lake/raw/geo/GSE2034: 1 file, 0 written, 1 removed
    Warning: matrix.tsv is withdrawn, and was left out."
  `);
  expect(await session.show('status', RAW)).toMatchInlineSnapshot(`
    "$ dlake status raw/geo/GSE2034
    modified        raw/geo/GSE2034
      deleted:   matrix.tsv"
  `);
  expect(
    await session.show('commit', RAW, '--allow-delete', '-m', 'Without patient 7'),
  ).toMatchInlineSnapshot(`
    "$ dlake commit raw/geo/GSE2034 --allow-delete -m 'Without patient 7'
    raw/geo/GSE2034@v3  dfcb1cdfac  1 file, 39 B
    0 added, 0 modified, 1 deleted; 432 B new in the store"
  `);
  expect(await session.show('promote', RAW, '-m', 'Good')).toMatchInlineSnapshot(`
    "$ dlake promote raw/geo/GSE2034 -m Good
    processed/geo/GSE2034@v1  4cb62ab366  promoted from raw/geo/GSE2034@v3
    2 objects, 129 B copied"
  `);
  expect(await session.show('withdraw', '--erase')).toMatchInlineSnapshot(`
    "$ dlake withdraw --erase
    Nothing that is withdrawn is stored any more."
  `);
});
