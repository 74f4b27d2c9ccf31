import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { annotate } from '../../src/lake/annotate.ts';
import { fsck } from '../../src/lake/fsck.ts';
import { type PromoteOptions, promote } from '../../src/lake/promote.ts';
import { refHead } from '../../src/lake/ref-head.ts';
import { resolveRevision } from '../../src/lake/resolve-revision.ts';
import { setTag } from '../../src/lake/set-tag.ts';
import { verify } from '../../src/lake/verify.ts';
import { parseRef } from '../../src/records/parse-ref.ts';
import { refText } from '../../src/records/ref.ts';
import { commitFiles, type TempLake, tempLake } from './temp-lake.ts';

const RAW = 'raw/geo/GSE2034';
const PROCESSED = 'processed/geo/GSE2034';
const AUTHOR = 'Rosalind Franklin <rosalind@kcl.example>';
let lake: TempLake;
beforeEach(() => {
  lake = tempLake();
});
afterEach(() => lake.close());

/** Promotes what a revision names. */
async function up(revision: string, options: Partial<PromoteOptions> = {}) {
  const source = await resolveRevision(lake, revision);
  return promote(lake, source, { author: AUTHOR, message: 'checked', ...options });
}

const headOf = async (ref: string) => (await refHead(lake, parseRef(ref)))?.commit;
const refused = (rule: string | RegExp) =>
  expect.objectContaining({
    code: 'rule-refused',
    data: expect.objectContaining({ rule: expect.stringMatching(rule) }),
  });

async function problems() {
  const found = [];
  for await (const problem of fsck(lake)) found.push(problem);
  return found;
}

describe('a promotion', () => {
  it('is a version of the next layer with the same files, which says what it came from', async () => {
    const raw = await commitFiles(
      lake,
      RAW,
      { 'a.txt': 'one', 'b/c.txt': 'two' },
      { metadata: { tissue: 'breast', date: '2026-03-01' }, keywords: ['relapse'], name: 'Wang 2005' },
    );
    const { ref, made, objectsCopied, bytesCopied } = await up(RAW);
    expect(refText(ref)).toBe(PROCESSED);
    expect(made?.commit).toMatchObject({
      action: 'promotion',
      inputs: [raw.id],
      manifest: raw.commit.manifest,
      metadata: { source: 'geo', tissue: 'breast', date: '2026-03-01', version: 'v1' },
      keywords: ['relapse'],
      name: 'Wang 2005',
      message: 'checked',
    });
    expect(made?.commit.parents).toBeUndefined();
    // Two files and one page of the manifest.
    expect(objectsCopied).toBe(3);
    expect(bytesCopied).toBeGreaterThan(6);
    expect(await headOf(PROCESSED)).toBe(made?.id);
    expect(await headOf(RAW)).toBe(raw.id);
    expect(await problems()).toEqual([]);
    expect(await verify(lake)).toMatchObject({ ok: true });
  });

  it('goes on through all layers, copies what is new, and follows what was promoted before', async () => {
    await commitFiles(lake, RAW, { a: '1', b: 'stays' });
    await up(RAW);
    await commitFiles(lake, RAW, { a: '2', b: 'stays' });
    const second = await up(RAW);
    expect(second).toMatchObject({ objectsCopied: 2 });
    expect(second.made?.commit.metadata.version).toBe('v2');
    await up(PROCESSED);
    await up('curated/geo/GSE2034');
    expect(await headOf('archive/geo/GSE2034')).toBeDefined();
    await expect(up('archive/geo/GSE2034')).rejects.toEqual(refused('archive is the last layer'));
    expect(await problems()).toEqual([]);
  });

  it('neither skips a layer nor goes back', async () => {
    await commitFiles(lake, RAW, { a: '1' });
    await expect(up(RAW, { to: 'curated' })).rejects.toEqual(refused('never skips a layer'));
    await expect(up(RAW, { to: 'raw' })).rejects.toEqual(refused('in raw already'));
    await up(RAW, { to: 'processed' });
    await expect(up(PROCESSED, { to: 'raw' })).rejects.toEqual(refused('never goes back'));
  });

  it('is refused for what is there already, and for what is older unless it is meant', async () => {
    await commitFiles(lake, RAW, { a: '1' });
    await commitFiles(lake, RAW, { a: '2' });
    await up(RAW);
    await expect(up(RAW)).rejects.toEqual(refused('raw/geo/GSE2034@v2 is there already, as v1'));
    await expect(up(`${RAW}@v1`)).rejects.toEqual(refused('@v1 is older than v2'));
    expect((await up(`${RAW}@v1`, { older: true })).made?.commit.metadata.version).toBe('v2');
    expect((await up(`${RAW}@v2`)).made?.commit.metadata.version).toBe('v3');
  });

  it('is taken for the same when somebody only said more of what was promoted', async () => {
    await commitFiles(lake, RAW, { a: '1' });
    await up(RAW);
    await annotate(lake, parseRef(PROCESSED), { author: AUTHOR, message: 'm', metadata: { tissue: 'x' } });
    await expect(up(RAW)).rejects.toEqual(refused('is there already'));
    await annotate(lake, parseRef(RAW), { author: AUTHOR, message: 'm', metadata: { tissue: 'y' } });
    expect((await up(RAW)).made?.commit.metadata).toMatchObject({ tissue: 'y', version: 'v3' });
  });

  it('goes onto what did not come by promotion only when that is meant', async () => {
    const raw = await commitFiles(lake, RAW, { a: '1' });
    const made = await commitFiles(lake, PROCESSED, { x: '1' }, { action: 'pipeline', inputs: [raw.id] });
    await expect(up(RAW)).rejects.toEqual(refused('was not promoted \\(pipeline\\)'));
    expect((await up(RAW, { onto: true })).made?.commit.parents).toEqual([made.id]);
  });

  it('lets one of two that promote at once win, and tells the other', async () => {
    await commitFiles(lake, RAW, { a: '1' });
    await commitFiles(lake, RAW, { a: '2' });
    const racers = await Promise.allSettled([up(`${RAW}@v1`), up(`${RAW}@v2`)]);
    expect(racers.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    const [lost] = racers.filter((racer) => racer.status === 'rejected');
    expect(lost?.reason).toMatchObject({ code: 'ref-moved', data: { ref: PROCESSED } });
    expect(await problems()).toEqual([]);
  });

  it('of what a tag names alone is of that version', async () => {
    const one = await commitFiles(lake, RAW, { a: '1' });
    await commitFiles(lake, RAW, { a: '2' });
    await setTag(lake, 'fig3', [one.id], { actor: AUTHOR });
    expect((await up('fig3')).made?.commit.inputs).toEqual([one.id]);
  });

  it('records what was checked, and is not made when a check throws', async () => {
    await commitFiles(lake, RAW, { a: '1' });
    const check = async () => [{ check: 'verify', ok: true }];
    const failing = async () => {
      throw new Error('no');
    };
    await expect(up(RAW, { check: failing })).rejects.toThrow('no');
    expect(await headOf(PROCESSED)).toBeUndefined();
    expect((await up(RAW, { check })).made?.commit.checks).toEqual([{ check: 'verify', ok: true }]);
  });

  it('that is only tried out copies nothing and says what it would', async () => {
    await commitFiles(lake, RAW, { a: '1', b: '22' });
    const tried = await up(RAW, { dryRun: true });
    expect(tried).toMatchObject({ made: undefined, objectsCopied: 3 });
    expect(await headOf(PROCESSED)).toBeUndefined();
    const done = await up(RAW);
    expect(done).toMatchObject({ objectsCopied: tried.objectsCopied, bytesCopied: tried.bytesCopied });
    await expect(up(RAW, { dryRun: true })).rejects.toEqual(refused('is there already'));
  });
});
