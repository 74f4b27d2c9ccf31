import { afterEach, beforeEach, expect, test } from 'vitest';
import { recordVersion } from '../../src/lake/record-version.ts';
import { refHead } from '../../src/lake/ref-head.ts';
import { type CommitId, commitId } from '../../src/records/ids.ts';
import { ManifestBuilder } from '../../src/records/manifest-builder.ts';
import { parseRef } from '../../src/records/parse-ref.ts';
import { countApart } from '../../src/sync/count-apart.ts';
import { type TempLake, tempLake } from '../lake/temp-lake.ts';

const REF = parseRef('raw/lab/a');
let lake: TempLake;
let made = 0;
beforeEach(() => {
  lake = tempLake();
});
afterEach(() => lake.close());

/** A version after these, whatever the ref names. */
async function version(...parents: readonly CommitId[]): Promise<CommitId> {
  const session = await lake.store.session('raw');
  const content = new ManifestBuilder((page) => session.put(page.id, page.bytes)).finish();
  made += 1;
  const { id } = await recordVersion(lake, session, {
    ref: REF,
    content,
    head: await refHead(lake, REF),
    parents,
    facts: {
      action: 'manual',
      author: 'Ada Example <ada@example.org>',
      message: 'x',
      metadata: { version: `v${made}` },
    },
  });
  await session.close();
  return id;
}

async function line(from: CommitId | undefined, length: number): Promise<CommitId> {
  let last = from;
  for (let n = 0; n < length; n++) last = await version(...(last === undefined ? [] : [last]));
  return last as CommitId;
}

const apart = (ours: CommitId, theirs: CommitId, limit = 1000) =>
  countApart(lake, 'raw', ours, theirs, limit);

test('along one line, in both directions', async () => {
  const old = await line(undefined, 2);
  const young = await line(old, 3);
  expect(await apart(old, old, 0)).toEqual({ ahead: 0, behind: 0 });
  expect(await apart(young, old)).toEqual({ ahead: 3, behind: 0 });
  expect(await apart(old, young)).toEqual({ ahead: 0, behind: 3 });
});

test('where both sides went on, and where they have nothing in common', async () => {
  const base = await line(undefined, 2);
  const [ours, theirs] = [await line(base, 2), await line(base, 5)];
  expect(await apart(ours, theirs)).toEqual({ ahead: 2, behind: 5 });
  expect(await apart(ours, await line(undefined, 3))).toEqual({ ahead: 4, behind: 3 });
});

test('where versions were merged', async () => {
  const base = await line(undefined, 1);
  const [ours, theirs] = [await line(base, 2), await line(base, 3)];
  const merge = await version(ours, theirs);
  expect(await apart(merge, theirs)).toEqual({ ahead: 3, behind: 0 });
  expect(await apart(base, merge)).toEqual({ ahead: 0, behind: 6 });
  const [here, there] = [await version(merge, ours), await version(theirs, base)];
  expect(await apart(here, there)).toEqual({ ahead: 4, behind: 1 });
});

test('is not guessed: not beyond the limit, nor where a version is not here', async () => {
  const base = await line(undefined, 10);
  const young = await line(base, 20);
  expect(await apart(young, base, 19)).toBeUndefined();
  expect(await apart(young, base, 41)).toEqual({ ahead: 20, behind: 0 });
  expect(await apart(young, commitId('0'.repeat(64)))).toBeUndefined();
});
