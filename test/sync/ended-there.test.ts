import { afterEach, beforeEach, expect, test } from 'vitest';
import { fsck } from '../../src/lake/fsck.ts';
import { removeRef } from '../../src/lake/remove-ref.ts';
import { verify } from '../../src/lake/verify.ts';
import { parseRef } from '../../src/records/parse-ref.ts';
import { fetch } from '../../src/sync/fetch.ts';
import { pull } from '../../src/sync/pull.ts';
import { push } from '../../src/sync/push.ts';
import { commitFiles, type TempLake, tempLake } from '../lake/temp-lake.ts';

const REF = 'processed/lab/a';
const ref = parseRef(REF);
const actor = 'Ada Lovelace <ada@example.org>';
const attested = { metadata: { attested: 'measured' } };
let [ours, theirs, shared]: TempLake[] = [];
beforeEach(() => {
  [ours, theirs, shared] = [tempLake(), tempLake(), tempLake()];
});
afterEach(() => Promise.all([ours, theirs, shared].map((lake) => lake?.close())));

test('what a ref named that has ended at its remote is absent here, not lost', async () => {
  const [mine, remote] = [ours as TempLake, { name: 'lab', lake: shared as TempLake }];
  await commitFiles(theirs as TempLake, REF, { a: '1' }, attested);
  await commitFiles(theirs as TempLake, REF, { a: '2' }, attested);
  await push(theirs as TempLake, remote, [ref], { actor });
  const nothing = async () => undefined;
  const fetched = await fetch(mine, remote, [ref], { actor });
  await pull(mine, remote, fetched, {
    actor,
    named: [ref],
    settle: () => undefined,
    folderOf: () => ({ content: nothing, refuseUnsaved: nothing, catchUp: nothing, follow: nothing }),
  });
  await removeRef(mine, ref, actor, 'superseded');
  await push(mine, remote, [ref], { actor });
  // The first version's files never came.
  const problems = [];
  for await (const problem of fsck(mine)) problems.push(problem);
  expect(problems).toEqual([]);
  expect(await verify(mine)).toMatchObject({ ok: true });
});
