import { afterEach, beforeEach, expect, test } from 'vitest';
import { fsck } from '../../src/lake/fsck.ts';
import { addHold } from '../../src/lake/holds.ts';
import { promote } from '../../src/lake/promote.ts';
import { readCommit } from '../../src/lake/read-commit.ts';
import { refHead } from '../../src/lake/ref-head.ts';
import { verify } from '../../src/lake/verify.ts';
import { allWithdrawals } from '../../src/lake/withdraw/all-withdrawals.ts';
import { eraseWithdrawn } from '../../src/lake/withdraw/erase-withdrawn.ts';
import { approveWithdrawal, askWithdrawal } from '../../src/lake/withdraw/withdraw.ts';
import { blobIdOf } from '../../src/records/ids.ts';
import { parseRef } from '../../src/records/parse-ref.ts';
import { fetch } from '../../src/sync/fetch.ts';
import { push } from '../../src/sync/push.ts';
import { commitFiles, type TempLake, tempLake } from '../lake/temp-lake.ts';

const RAW = 'raw/lab/trial';
const ref = parseRef(RAW);
const ADA = 'Ada Lovelace <ada@example.org>';
const GRACE = 'Grace Hopper <grace@example.org>';
const SECRET = 'of patient 7';
const secret = blobIdOf(Buffer.from(SECRET));
const asking = {
  actor: ADA,
  ground: 'consent',
  datasets: new Set(['lab/trial']),
  allUses: false,
  trustNames: true,
} as const;

let ours: TempLake;
let theirs: TempLake;
let remote: { name: string; lake: TempLake };
beforeEach(async () => {
  [ours, theirs] = [tempLake(), tempLake()];
  remote = { name: 'nas', lake: theirs };
  await commitFiles(ours, RAW, { p7: SECRET, p8: 'of patient 8' });
  await push(ours, remote, [ref], { actor: ADA });
});
afterEach(() => Promise.all([ours.close(), theirs.close()]));

async function withdraw(lake: TempLake): Promise<void> {
  const asked = await askWithdrawal(lake, [secret], asking);
  await eraseWithdrawn(lake, await approveWithdrawal(lake, asked, { actor: GRACE, trustNames: true }));
}

test('takes effect with the word of a second one, and then at once', async () => {
  const asked = await askWithdrawal(ours, [secret], asking);
  expect(asked).toMatchObject([{ blob: secret, by: ADA, approval: undefined }]);
  expect(await askWithdrawal(ours, [secret], { ...asking, actor: GRACE })).toEqual(asked);
  expect(await ours.store.read('raw', secret)).toBeDefined();
  await expect(approveWithdrawal(ours, asked, { actor: ADA, trustNames: true })).rejects.toMatchObject({
    code: 'rule-refused',
  });
  const approved = await approveWithdrawal(ours, asked, { actor: GRACE, trustNames: true });
  expect(approved).toMatchObject([{ approval: { by: GRACE } }]);
  await expect(ours.store.read('raw', secret)).rejects.toMatchObject({ code: 'withdrawn' });
  expect(await eraseWithdrawn(ours, approved)).toMatchObject({ layers: [{ layer: 'raw', objects: 1 }] });
  expect(await eraseWithdrawn(ours, approved)).toMatchObject({ layers: [] });
});

test('what can not tell two people apart refuses', async () => {
  const alone = { ...asking, trustNames: false };
  await expect(askWithdrawal(ours, [secret], alone)).rejects.toMatchObject({ code: 'rule-refused' });
  expect(await allWithdrawals(ours)).toEqual([]);
});

test('a hold refuses, when it is asked for and when it is approved', async () => {
  const asked = await askWithdrawal(ours, [secret], asking);
  await addHold(ours, ref, { actor: ADA, reason: 'Inspection' });
  await expect(approveWithdrawal(ours, asked, { actor: GRACE, trustNames: true })).rejects.toThrow(/is held/);
  await expect(askWithdrawal(ours, [secret], asking)).rejects.toThrow(/is held/);
  expect(await ours.store.read('raw', secret)).toBeDefined();
});

test('other datasets with the same bytes are named first', async () => {
  await commitFiles(ours, 'raw/upload/copy', { other: SECRET });
  await expect(askWithdrawal(ours, [secret], asking)).rejects.toThrow(/upload\/copy has the same bytes/);
  expect(await askWithdrawal(ours, [secret], { ...asking, allUses: true })).toHaveLength(1);
});

test('no version is made with it, promoted or sent, and nothing of it is damage', async () => {
  await withdraw(ours);
  await expect(commitFiles(ours, 'raw/upload/again', { p: SECRET })).rejects.toMatchObject({
    code: 'withdrawn',
  });
  const head = await readCommit(ours, (await refHead(ours, ref))!.commit!);
  const facts = { author: ADA, message: 'x' };
  await expect(promote(ours, head, facts)).rejects.toMatchObject({
    code: 'withdrawn',
    data: { path: 'p7', ref: RAW },
  });
  expect(await verify(ours)).toMatchObject({ ok: true, missing: [], withdrawn: [{ path: 'p7' }] });
  for await (const problem of fsck(ours)) expect.fail(problem.reason);
  const third = tempLake();
  try {
    const sent = await push(ours, { name: 'third', lake: third }, [ref], { actor: ADA });
    expect(sent.refs).toMatchObject([{ result: 'rejected', reason: /p7 is withdrawn/ }]);
    await commitFiles(ours, RAW, { p8: 'of patient 8' });
    const again = await push(ours, { name: 'third', lake: third }, [ref], { actor: ADA });
    expect(again.refs).toMatchObject([{ result: 'created' }]);
    expect(await verify(third)).toMatchObject({ ok: true, withdrawn: [{ path: 'p7', version: 'v1' }] });
  } finally {
    await third.close();
  }
});

test('whoever fetches hears of it, erases it, and says so', async () => {
  await withdraw(theirs);
  const { withdrawn } = await fetch(ours, remote, undefined, { actor: ADA });
  expect(withdrawn).toMatchObject({
    withdrawals: [{ blob: secret, by: ADA, approval: { by: GRACE } }],
    erased: { layers: [{ layer: 'raw', objects: 1 }], used: [{ uses: [{ path: 'p7' }] }] },
  });
  expect((await fetch(ours, remote, undefined, { actor: ADA })).withdrawn).toBeUndefined();
  await expect(ours.store.read('raw', secret)).rejects.toMatchObject({ code: 'withdrawn' });
});

test('a stale lake can not push it', async () => {
  await commitFiles(ours, RAW, { p7: SECRET, p9: 'of patient 9' });
  await withdraw(theirs);
  const { refs, withdrawn } = await push(ours, remote, [ref], { actor: ADA });
  expect(refs).toMatchObject([{ result: 'rejected', reason: /p7 is withdrawn/ }]);
  expect(withdrawn?.withdrawals).toHaveLength(1);
  await commitFiles(ours, RAW, { p9: 'of patient 9' });
  expect((await push(ours, remote, [ref], { actor: ADA })).refs).toMatchObject([{ result: 'fast-forward' }]);
  expect(await verify(theirs)).toMatchObject({ ok: true });
});

test('a hold here keeps the copy that is withdrawn elsewhere, and nobody reads it', async () => {
  await addHold(ours, ref, { actor: ADA, reason: 'Inspection' });
  await withdraw(theirs);
  const { withdrawn } = await fetch(ours, remote, undefined, { actor: ADA });
  expect(withdrawn?.erased).toMatchObject({ held: [secret], layers: [] });
  await expect(ours.store.read('raw', secret)).rejects.toMatchObject({ code: 'withdrawn' });
});
