import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { Session } from '../cli/run-dlake.ts';

const MADE = 'processed/lab/made';
let session: Session;
beforeAll(async () => {
  session = new Session({ DLAKE_CATALOG: 'inline' });
  await session.json(['init']);
  for (let i = 0; i < 40; i++) {
    session.write(`lake/raw/lab/given/f${i}`, `${i}`);
    session.write(`lake/${MADE}/f${i}`, `${i}`);
  }
  await session.json(['commit', 'raw/lab/given', '-m', 'x']);
  await session.json(['commit', MADE, '-m', 'x', '--from', 'raw/lab/given']);
});
afterAll(() => session[Symbol.asyncDispose]());

const remove = (ref: string, ...files: readonly string[]): void => {
  for (const file of files) rmSync(join(session.lake, ref, file));
};

test('in raw a single file that is gone needs --allow-delete', async () => {
  remove('raw/lab/given', 'f0');
  const commit = ['commit', 'raw/lab/given', '-m', 'One less'] as const;
  expect(await session.show(...commit)).toMatchInlineSnapshot(`
    "$ dlake commit raw/lab/given -m 'One less'
    Error: This commit would drop 1 of the 40 files of raw/lab/given:
      f0
    Hint: --allow-delete drops them; commit --update PATH adds and replaces files and drops none.
    (exit 1)"
  `);
  const { stderr } = await session.dlake([...commit, '--json']);
  expect(JSON.parse(stderr)).toMatchObject({
    code: 'deletions-need-consent',
    data: { ref: 'raw/lab/given', deleted: ['f0'], total: 40 },
  });
  expect(await session.json([...commit, '--allow-delete'])).toMatchObject({ files: 39, deleted: 1 });
});

test('elsewhere a tenth may go, and no more; the list of them is cut', async () => {
  const commit = ['commit', MADE, '-m', 'Less', '--from', 'raw/lab/given@v1'] as const;
  remove(MADE, 'f0', 'f1', 'f2', 'f3');
  expect(await session.json([...commit])).toMatchObject({ files: 36, deleted: 4 });
  remove(MADE, 'f4', 'f5', 'f6', 'f7');
  expect(await session.show(...commit)).toMatchInlineSnapshot(`
    "$ dlake commit processed/lab/made -m Less --from raw/lab/given@v1
    Error: This commit would drop 4 of the 36 files of processed/lab/made:
      f4
      f5
      f6
      f7
    Hint: --allow-delete drops them; commit --update PATH adds and replaces files and drops none.
    (exit 1)"
  `);
  remove(MADE, ...Array.from({ length: 20 }, (_, i) => `f${i + 8}`));
  expect(await session.show(...commit)).toMatchInlineSnapshot(`
    "$ dlake commit processed/lab/made -m Less --from raw/lab/given@v1
    Error: This commit would drop 24 of the 36 files of processed/lab/made:
      f10
      f11
      f12
      f13
      f14
      f15
      f16
      f17
      f18
      f19
      f20
      f21
      f22
      f23
      f24
      f25
      f26
      f27
      f4
      f5
      and 4 more
    Hint: --allow-delete drops them; commit --update PATH adds and replaces files and drops none.
    (exit 1)"
  `);
  expect(await session.json([...commit, '--allow-delete'])).toMatchObject({ files: 12, deleted: 24 });
});

test('a part of a dataset is added with --update, which deletes nothing', async () => {
  session.write(`lake/${MADE}/new/a`, 'a');
  session.write(`lake/${MADE}/new/b`, 'b');
  const from = ['--from', 'raw/lab/given@v1'];
  expect(await session.show('commit', `${MADE}/new`, '-m', 'New', ...from)).toMatchInlineSnapshot(`
    "$ dlake commit processed/lab/made/new -m New --from raw/lab/given@v1
    Error: This is a part of a dataset: commit its whole folder, or add or replace just this with --update.
    (exit 2)"
  `);
  expect(await session.json(['commit', '--update', `${MADE}/new/a`, '-m', 'New', ...from])).toMatchObject({
    files: 13,
    added: 1,
    deleted: 0,
  });
  remove(MADE, 'f30');
  expect(await session.json(['commit', '--update', MADE, '-m', 'Rest', ...from])).toMatchObject({
    files: 14,
    added: 1,
    deleted: 0,
  });
});

test('data from elsewhere that lacks files is asked about, too', async () => {
  session.write('other/f1', '1');
  const commit = ['commit', '../other', '--as', 'raw/lab/given', '-m', 'x'] as const;
  const { code, stderr } = await session.dlake([...commit, '--json']);
  expect({ code, ...JSON.parse(stderr).data }).toMatchObject({ code: 1, total: 39 });
  expect(await session.json([...commit, '--update'])).toMatchObject({ unchanged: true });
});

test('a partial checkout keeps what it left out', async () => {
  await session.json(['checkout', 'raw/lab/given', '--only', 'f1*', '--only', 'f2']);
  session.write('lake/raw/lab/given/f2', 'changed');
  session.write('lake/raw/lab/given/more', 'more');
  expect(await session.json(['commit', 'raw/lab/given', '-m', 'Part'])).toMatchObject({
    files: 40,
    added: 1,
    modified: 1,
    deleted: 0,
  });
  remove('raw/lab/given', 'f2');
  expect(await session.dlake(['commit', 'raw/lab/given', '-m', 'Part'])).toMatchObject({ code: 1 });
  expect(await session.json(['status'])).toMatchObject({ refs: [{ partial: true, deleted: ['f2'] }, {}] });
});
