import { createHash } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Session } from '../cli/run-dlake.ts';
import { brokenIds, RAW, smallLake } from './small-lake.ts';

let session: Session;
beforeAll(async () => {
  session = await smallLake({ DLAKE_CATALOG: 'inline' });
});
afterAll(() => session[Symbol.asyncDispose]());

test('ls: the files of a version, of a folder, of a file', async () => {
  expect(await session.show('ls', RAW)).toMatchInlineSnapshot(`
    "$ dlake ls raw/geo/GSE2034
    ed3344dece       39 B  docs/README.txt
    b3fa4aa199       42 B  matrix.tsv"
  `);
  expect(await session.show('ls', `${RAW}@v1:docs`)).toMatchInlineSnapshot(`
    "$ dlake ls raw/geo/GSE2034@v1:docs
    ed3344dece       39 B  docs/README.txt"
  `);
  expect(await session.json(['ls', `${RAW}:docs/README.txt`])).toMatchObject([{ path: 'docs/README.txt' }]);
  expect(await session.show('ls', `${RAW}:doc`)).toMatchInlineSnapshot(`
    "$ dlake ls raw/geo/GSE2034:doc
    Error: There is no doc in raw/geo/GSE2034@v2
    Hint: See what there is: dlake ls raw/geo/GSE2034@v2
    (exit 1)"
  `);
});

test('ls --md5 reads every file', async () => {
  expect(await session.show('ls', RAW, '--md5')).toMatchInlineSnapshot(`
    "$ dlake ls raw/geo/GSE2034 --md5
    ed3344dece       39 B  959cdd310f53ae76a3b1ab04c8bcc36b  docs/README.txt
    b3fa4aa199       42 B  96074893bf14b0839c7f4078a8362fb5  matrix.tsv"
  `);
});

test('ls --json gives what the contract says, and nothing else', async () => {
  const files = await session.json(['ls', RAW]);
  expect(brokenIds(files)).toEqual([]);
  expect(files).toMatchInlineSnapshot(`
    [
      {
        "id": "bafkreihngncn5twgneogwaxuzf5ierq2r4e7hfrhutsz3icpqkse33kb6e",
        "path": "docs/README.txt",
        "sha256": "ed3344decec6691c6b02f4c97a82461a8f09f39627a4e59da04f82a44ded41f1",
        "size": 39,
      },
      {
        "id": "bafkreift7jfkdglu6dirwk3raiu6ivg3q5nitoilzykswg6frmqtirhgim",
        "path": "matrix.tsv",
        "sha256": "b3fa4aa19974f0d11b2b710229e454db875a89b90bce152b1bc58b213444e643",
        "size": 42,
      },
    ]
  `);
  const digests = await session.json<{ md5: string }[]>(['ls', RAW, '--md5']);
  const md5 = (text: string) => createHash('md5').update(text).digest('hex');
  expect(digests.map(({ md5 }) => md5)).toEqual([
    md5('Relapse of breast cancer, 286 patients\n'),
    md5('gene\tGSM1\tGSM2\nTP53\t7.1\t6.9\nBRCA1\t5.0\t5.2\n'),
  ]);
});

test('cat: the bytes of a file, and nothing else', async () => {
  expect(await session.dlake(['cat', `${RAW}@v1:matrix.tsv`])).toEqual({
    stdout: 'gene\tGSM1\tGSM2\nTP53\t7.1\t6.9\n',
    stderr: '',
    code: 0,
  });
  expect(await session.dlake(['cat', `${RAW}:./matrix.tsv`, '--quiet', '--json'])).toMatchObject({
    stdout: 'gene\tGSM1\tGSM2\nTP53\t7.1\t6.9\nBRCA1\t5.0\t5.2\n',
  });
});

test('cat: what is no file of a version', async () => {
  expect(await session.show('cat', RAW)).toMatchInlineSnapshot(`
    "$ dlake cat raw/geo/GSE2034
    Error: cat takes a file of a version: raw/geo/GSE2034:PATH
    Hint: See: dlake ls --help
    (exit 2)"
  `);
  expect(await session.show('cat', `${RAW}:nope`)).toMatchInlineSnapshot(`
    "$ dlake cat raw/geo/GSE2034:nope
    Error: There is no nope in raw/geo/GSE2034@v2
    Hint: See what there is: dlake ls raw/geo/GSE2034@v2
    (exit 1)"
  `);
  expect(await session.show('cat', `${RAW}:docs`)).toMatchInlineSnapshot(`
    "$ dlake cat raw/geo/GSE2034:docs
    Error: There is no docs in raw/geo/GSE2034@v2
    Hint: See what there is: dlake ls raw/geo/GSE2034@v2
    (exit 1)"
  `);
  expect(await session.show('cat', `${RAW}/matrix.tsv`)).toMatchInlineSnapshot(`
    "$ dlake cat raw/geo/GSE2034/matrix.tsv
    Error: raw/geo/GSE2034/matrix.tsv is not a ref: it has three parts; a file in it is written raw/geo/GSE2034:matrix.tsv.
    Hint: A ref is LAYER/SOURCE/EXTERNAL_ID, as raw/geo/GSE2034.
    (exit 1)"
  `);
  expect(await session.show('cat', `${RAW}:../x`)).toMatchInlineSnapshot(`
    "$ dlake cat raw/geo/GSE2034:../x
    Error: raw/geo/GSE2034:../x is not a revision: after the colon comes a path: a path has no part ...
    Hint: A revision is [LAYER/]DATASET[@VERSION][~N][@{DATE}], a tag, or an id.
    (exit 1)"
  `);
  const { stderr, code } = await session.dlake(['cat', `${RAW}@v9:x`, '--json']);
  expect({ code, error: JSON.parse(stderr) }).toMatchObject({ code: 1, error: { code: 'revision-unknown' } });
});
