import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { annotate } from '../../src/lake/annotate.ts';
import { fsck } from '../../src/lake/fsck.ts';
import { findTag, listTags } from '../../src/lake/list-tags.ts';
import { moveRef } from '../../src/lake/move-ref.ts';
import { rebuild } from '../../src/lake/rebuild.ts';
import { refHead } from '../../src/lake/ref-head.ts';
import { removeRef } from '../../src/lake/remove-ref.ts';
import { revert } from '../../src/lake/revert.ts';
import { removeTag, setTag } from '../../src/lake/set-tag.ts';
import { undo } from '../../src/lake/undo.ts';
import { verify } from '../../src/lake/verify.ts';
import { whence } from '../../src/lake/whence.ts';
import { encodeCommit } from '../../src/records/encode-commit.ts';
import { blobIdOf } from '../../src/records/ids.ts';
import { parseRef } from '../../src/records/parse-ref.ts';
import { commitFiles, type TempLake, tempLake } from './temp-lake.ts';

const RAW = 'raw/geo/GSE2034';
const ACTOR = 'Rosalind Franklin <rosalind@kcl.example>';
let lake: TempLake;
beforeEach(() => {
  lake = tempLake();
});
afterEach(() => lake.close());

const headOf = async (ref: string) => (await refHead(lake, parseRef(ref)))?.commit;
const carry = { author: ACTOR, message: 'again', metadata: {} };

async function problems() {
  const found = [];
  for await (const problem of fsck(lake)) found.push(problem);
  return found;
}

describe('recording versions', () => {
  it('numbers versions, chains parents and moves the ref', async () => {
    const first = await commitFiles(lake, RAW, { 'a.txt': 'one' });
    const second = await commitFiles(lake, RAW, { 'a.txt': 'two' });
    expect([first.commit.metadata.version, second.commit.metadata.version]).toEqual(['v1', 'v2']);
    expect(second.commit.parents).toEqual([first.id]);
    expect(await headOf(RAW)).toBe(second.id);
    expect(await problems()).toEqual([]);
  });

  it('takes a name for a version, once, and counts on after it', async () => {
    await commitFiles(lake, RAW, { a: '1' }, { metadata: { version: '2026_03' } });
    expect((await commitFiles(lake, RAW, { a: '2' })).commit.metadata.version).toBe('v1');
    await expect(
      commitFiles(lake, RAW, { a: '3' }, { metadata: { version: '2026_03' } }),
    ).rejects.toMatchObject({
      code: 'rule-refused',
    });
    await commitFiles(lake, RAW, { a: '3' }, { metadata: { version: 'v7' } });
    await expect(commitFiles(lake, RAW, { a: '4' }, { metadata: { version: 'v5' } })).rejects.toMatchObject({
      code: 'rule-refused',
    });
    expect((await commitFiles(lake, RAW, { a: '4' })).commit.metadata.version).toBe('v8');
  });

  it('tells the loser of a race, whose objects stay as garbage at worst', async () => {
    const racers = await Promise.allSettled(
      ['x', 'y', 'z'].map((text) => commitFiles(lake, RAW, { a: text })),
    );
    const lost = racers.filter((racer) => racer.status === 'rejected');
    expect(lost).toHaveLength(2);
    for (const { reason } of lost) expect(reason).toMatchObject({ code: 'ref-moved', data: { by: ACTOR } });
    expect(await problems()).toEqual([]);
  });

  it('lets each layer take only what it admits', async () => {
    const raw = await commitFiles(lake, RAW, { a: '1' });
    await expect(commitFiles(lake, RAW, { a: '2' }, { action: 'pipeline' })).rejects.toMatchObject({
      code: 'admission-refused',
    });
    await expect(commitFiles(lake, 'processed/geo/GSE2034', { a: '2' })).rejects.toMatchObject({
      code: 'admission-refused',
    });
    await expect(commitFiles(lake, 'curated/geo/GSE2034', { a: '2' })).rejects.toMatchObject({
      code: 'admission-refused',
    });
    await commitFiles(
      lake,
      'processed/geo/GSE2034.salmon',
      { a: '2' },
      { action: 'pipeline', inputs: [raw.id] },
    );
    await commitFiles(
      lake,
      'processed/lab/other',
      { a: '2' },
      { metadata: { attested: 'from the old server' } },
    );
  });

  it('admits a promotion of what the layer below has had, and of nothing else', async () => {
    const raw = await commitFiles(lake, RAW, { a: '1' });
    const promote = (files: Record<string, string>, inputs = [raw.id], ref = 'processed/geo/GSE2034') =>
      commitFiles(lake, ref, files, { action: 'promotion', inputs });
    await expect(promote({ a: 'altered' })).rejects.toMatchObject({ code: 'admission-refused' });
    await expect(promote({ a: '1' }, [raw.id], 'processed/geo/GSE1')).rejects.toMatchObject({
      code: 'admission-refused',
    });
    await expect(promote({ a: '1' }, [raw.id], 'curated/geo/GSE2034')).rejects.toMatchObject({
      code: 'admission-refused',
    });
    const processed = await promote({ a: '1' });
    await promote({ a: '1' }, [processed.id], 'curated/geo/GSE2034');
    expect(await problems()).toEqual([]);
  });
});

describe('moving refs back and on', () => {
  it('undoes one move after another, raw included, and its own first entry', async () => {
    const [one, two] = [await commitFiles(lake, RAW, { a: '1' }), await commitFiles(lake, RAW, { a: '2' })];
    await commitFiles(lake, RAW, { a: '3' });
    expect((await undo(lake, parseRef(RAW), { actor: ACTOR })).to).toBe(two.id);
    expect((await undo(lake, parseRef(RAW), { actor: ACTOR })).to).toBe(one.id);
    expect((await undo(lake, parseRef(RAW), { actor: ACTOR })).to).toBeUndefined();
    expect(await headOf(RAW)).toBeUndefined();
    await expect(undo(lake, parseRef(RAW), { actor: ACTOR })).rejects.toMatchObject({
      code: 'nothing-to-undo',
    });
    expect(await problems()).toEqual([]);
  });

  it('does not undo what a tag names or what live data derives from', async () => {
    const raw = await commitFiles(lake, RAW, { a: '1' });
    await setTag(lake, 'fig3', [raw.id], { actor: ACTOR });
    await expect(undo(lake, parseRef(RAW), { actor: ACTOR })).rejects.toMatchObject({ code: 'rule-refused' });
    await removeTag(lake, 'fig3', { actor: ACTOR });
    const derived = 'processed/geo/GSE2034.x';
    await commitFiles(lake, derived, { b: '1' }, { action: 'pipeline', inputs: [raw.id] });
    await expect(undo(lake, parseRef(RAW), { actor: ACTOR })).rejects.toMatchObject({ code: 'rule-refused' });
    await undo(lake, parseRef(derived), { actor: ACTOR });
    await undo(lake, parseRef(RAW), { actor: ACTOR });
  });

  it('takes back the end of a ref', async () => {
    const ref = 'processed/lab/x';
    const made = await commitFiles(lake, ref, { a: '1' }, { metadata: { attested: 'old' } });
    await removeRef(lake, parseRef(ref), ACTOR, 'superseded');
    expect(await headOf(ref)).toBeUndefined();
    expect((await undo(lake, parseRef(ref), { actor: ACTOR })).to).toBe(made.id);
    await expect(removeRef(lake, parseRef(RAW), ACTOR, 'no')).rejects.toMatchObject({ code: 'rule-refused' });
  });

  it('annotates and reverts with new commits', async () => {
    const one = await commitFiles(lake, RAW, { a: '1' });
    await commitFiles(lake, RAW, { a: '2' });
    const back = await revert(lake, parseRef(RAW), one, carry, { allowDelete: false });
    expect(back.commit).toMatchObject({ manifest: one.commit.manifest, metadata: { version: 'v3' } });
    const noted = await annotate(lake, parseRef(RAW), { ...carry, metadata: { tissue: 'breast' } });
    expect(noted.commit).toMatchObject({
      manifest: one.commit.manifest,
      metadata: { version: 'v4', tissue: 'breast' },
    });
  });
});

describe('tags', () => {
  it('are moved only with a reason, and stay when nothing changes', async () => {
    const one = await commitFiles(lake, RAW, { a: '1' });
    const two = await commitFiles(lake, RAW, { a: '2' });
    await setTag(lake, 'fig3', [one.id], { actor: ACTOR });
    await setTag(lake, 'fig3', [one.id], { actor: ACTOR });
    await expect(setTag(lake, 'fig3', [two.id], { actor: ACTOR })).rejects.toMatchObject({
      code: 'rule-refused',
    });
    await setTag(lake, 'fig3', [two.id], { actor: ACTOR, reason: 'final figure' });
    expect(await findTag(lake, 'fig3')).toMatchObject({ commits: [two.id], reason: 'final figure' });
    await removeTag(lake, 'fig3', { actor: ACTOR });
    expect(await listTags(lake)).toEqual([]);
    await expect(setTag(lake, '../x', [one.id], { actor: ACTOR })).rejects.toMatchObject({
      code: 'usage-invalid',
    });
  });
});

describe('whence and verify', () => {
  it('find every place of some bytes', async () => {
    await commitFiles(lake, RAW, { 'a.txt': 'same', 'b/c.txt': 'same', d: 'other' });
    await commitFiles(lake, RAW, { 'a.txt': 'same', d: 'changed' });
    const found = await whence(lake, blobIdOf(Buffer.from('same')));
    expect(found.map(({ version, path }) => `${version}:${path}`)).toEqual([
      'v2:a.txt',
      'v1:a.txt',
      'v1:b/c.txt',
    ]);
    expect(await whence(lake, blobIdOf(Buffer.from('nowhere')))).toEqual([]);
  });

  it('re-hash everything, a version, or a sample that repeats', async () => {
    const files = Object.fromEntries(Array.from({ length: 200 }, (_, i) => [`f${i}`, `text ${i}`]));
    const one = await commitFiles(lake, RAW, files);
    const whole = await verify(lake);
    expect(whole).toMatchObject({ ok: true, coverage: 1, damaged: [], missing: [] });
    expect(whole.checked).toBeGreaterThan(200);
    expect(await verify(lake, { versions: [one] })).toEqual(whole);
    const sample = { percent: 20, seed: 'x' };
    const drawn = await verify(lake, { sample });
    expect(drawn.checked).toBeGreaterThan(15);
    expect(drawn.checked).toBeLessThan(80);
    expect(drawn.coverage).toBeCloseTo(drawn.checked / whole.checked);
    expect(await verify(lake, { sample })).toEqual(drawn);
  });
});

describe('rolling forward', () => {
  it('makes the catalog again from the store alone', async () => {
    for (const text of ['1', '2', '3']) await commitFiles(lake, RAW, { a: text });
    await commitFiles(
      lake,
      'processed/geo/GSE2034',
      { a: '3' },
      { action: 'promotion', inputs: [(await headOf(RAW))!] },
    );
    await lake.catalog();
    expect(lake.rolled()).toMatchObject({ commits: 4, refused: [] });
    await lake.catalog();
    expect(lake.rolled()).toMatchObject({ commits: 0, entries: 0 });
    expect(await rebuild(lake)).toMatchObject({ commits: 4, refs: 2, refused: [] });
  });

  it('names a log that breaks a rule and goes on with the rest', async () => {
    const raw = await commitFiles(lake, RAW, { a: '1' });
    const session = await lake.store.session('curated');
    const { inputs: _, ...plain } = raw.commit;
    const { id, bytes } = encodeCommit({ ...plain, layer: 'curated', action: 'manual' });
    session.put(id, bytes);
    await session.flush();
    await moveRef(lake, parseRef('curated/geo/GSE2034'), undefined, id, { actor: ACTOR });
    await commitFiles(lake, 'raw/lab/other', { b: '1' });
    const { refused, ...rest } = await rebuild(lake);
    expect(rest).toMatchObject({ commits: 2, refs: 2 });
    expect(refused).toMatchObject([{ layer: 'curated', subject: 'refs/geo/GSE2034' }]);
    expect(refused[0]?.reason).toContain('promotion');
    expect((await problems()).map(({ where }) => where)).toContain('curated/geo/GSE2034@v1');
  });

  it('follows many logs at once, and one of many entries', async () => {
    for (let i = 0; i < 300; i++) await commitFiles(lake, `raw/lab/d${i}`, { a: `${i}` });
    for (let i = 0; i < 600; i++) await commitFiles(lake, 'raw/lab/many', { a: `${i}` });
    expect(await rebuild(lake)).toMatchObject({ commits: 900, refs: 301, refused: [] });
  });
});
