import { afterEach, beforeEach, expect, it } from 'vitest';
import { removeRef } from '../../src/lake/remove-ref.ts';
import { resolveAll, resolveRevision } from '../../src/lake/resolve-revision.ts';
import { setTag } from '../../src/lake/set-tag.ts';
import { cidText, hexOf } from '../../src/records/ids.ts';
import { parseRef } from '../../src/records/parse-ref.ts';
import { commitFiles, type TempLake, tempLake } from './temp-lake.ts';

const RAW = 'raw/geo/GSE2034';
const ACTOR = 'Rosalind Franklin <rosalind@kcl.example>';
let lake: TempLake;
beforeEach(() => {
  lake = tempLake();
});
afterEach(() => lake.close());

const idOf = async (text: string) => (await resolveRevision(lake, text)).id;

async function threeVersions() {
  return [
    await commitFiles(lake, RAW, { a: '1' }),
    await commitFiles(lake, RAW, { a: '2' }),
    await commitFiles(lake, RAW, { a: '3' }),
  ] as const;
}

it('names commits by ref, dataset, version, distance, date and id', async () => {
  const [one, two, three] = await threeVersions();
  expect(await idOf(RAW)).toBe(three.id);
  expect(await idOf('geo/GSE2034')).toBe(three.id);
  expect(await idOf('geo/gse2034@v2')).toBe(two.id);
  expect(await idOf(`${RAW}~`)).toBe(two.id);
  expect(await idOf(`${RAW}@v3~2`)).toBe(one.id);
  expect(await idOf(`${RAW}@{${two.commit.committedAt}}`)).not.toBe(three.id);
  expect(await idOf(cidText(two.id))).toBe(two.id);
  expect(await idOf(hexOf(two.id).slice(0, 10))).toBe(two.id);
  expect(await idOf(`sha256:${hexOf(two.id)}`)).toBe(two.id);
  expect(await resolveRevision(lake, `${RAW}@v1:some/file.txt`)).toMatchObject({
    id: one.id,
    path: 'some/file.txt',
  });
});

it('says what it can not find', async () => {
  await threeVersions();
  for (const text of [`${RAW}@v9`, `${RAW}~7`, 'no-such-tag', 'deadbeef', `${RAW}@{2001-01-01}`]) {
    await expect(resolveRevision(lake, text)).rejects.toMatchObject({ code: 'revision-unknown' });
  }
  await expect(resolveRevision(lake, 'raw/geo/GSE1')).rejects.toMatchObject({ code: 'ref-unknown' });
  await expect(resolveRevision(lake, 'geo/GSE1')).rejects.toMatchObject({ code: 'ref-unknown' });
});

it('asks which layer when several have the dataset, and which commit when a tag names several', async () => {
  const [one, , three] = await threeVersions();
  const processed = await commitFiles(
    lake,
    'processed/geo/GSE2034',
    { a: '3' },
    { action: 'promotion', inputs: [three.id] },
  );
  await expect(resolveRevision(lake, 'geo/GSE2034')).rejects.toMatchObject({
    code: 'dataset-ambiguous',
    data: { refs: [RAW, 'processed/geo/GSE2034'] },
  });
  await setTag(lake, 'paper', [one.id, processed.id], { actor: ACTOR });
  await expect(resolveRevision(lake, 'paper')).rejects.toMatchObject({ code: 'revision-ambiguous' });
  expect(new Set((await resolveAll(lake, 'paper')).map(({ id }) => id))).toEqual(
    new Set([one.id, processed.id]),
  );
});

it('says when and why a ref has ended', async () => {
  const made = await commitFiles(lake, 'processed/lab/x', { a: '1' }, { metadata: { attested: 'old' } });
  await removeRef(lake, parseRef('processed/lab/x'), ACTOR, 'superseded');
  await expect(resolveRevision(lake, 'processed/lab/x')).rejects.toMatchObject({
    code: 'ref-ended',
    data: { reason: 'superseded' },
  });
  expect(await idOf(cidText(made.id))).toBe(made.id);
});
