import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { fsck } from '../../src/lake/fsck.ts';
import { type CollectedGarbage, collectGarbage, type GcOptions } from '../../src/lake/gc/collect-garbage.ts';
import { initLake } from '../../src/lake/init-lake.ts';
import { keepRelied } from '../../src/lake/keep-relied.ts';
import type { LocalLake } from '../../src/lake/lake.ts';
import { neededBlobs } from '../../src/lake/needed-blobs.ts';
import { openLake } from '../../src/lake/open-lake.ts';
import { promote } from '../../src/lake/promote.ts';
import { removeRef } from '../../src/lake/remove-ref.ts';
import { setTag } from '../../src/lake/set-tag.ts';
import { undo } from '../../src/lake/undo.ts';
import { verify } from '../../src/lake/verify.ts';
import { blobIdOf } from '../../src/records/ids.ts';
import { parseRef } from '../../src/records/parse-ref.ts';
import { hostAt } from '../worktree/folder-lake.ts';
import { commitFiles } from './temp-lake.ts';

const ACTOR = 'Ada Lovelace <ada@example.org>';
const ATTESTED = { metadata: { attested: 'measured' } };
const [X, Y] = ['processed/lab/x', 'processed/lab/y'];
const DAY = 86_400_000;
const blob = (text: string) => blobIdOf(Buffer.from(text));

describe('gc of a lake in a folder', () => {
  let root: string;
  let lake: LocalLake;
  let now: number;
  beforeEach(async () => {
    root = mkdtempSync(join(tmpdir(), 'dlake-gc-'));
    now = Date.parse('2026-11-22T10:00:00.000Z');
    const host = { ...hostAt(root), now: () => new Date(now) };
    await initLake(root, host, { actor: ACTOR });
    lake = await openLake(root, host);
  });
  afterEach(async () => {
    await lake.close();
    rmSync(root, { recursive: true, force: true });
  });

  const gc = (options: Partial<GcOptions> = {}): Promise<CollectedGarbage> =>
    collectGarbage(lake, {
      cache: join(root, 'cache'),
      graceMs: 30 * DAY,
      unnamedMs: 14 * DAY,
      force: true,
      forceLastCopy: false,
      onLastCopy: () => {},
      ...options,
    });
  const taken = ({ layers }: CollectedGarbage) =>
    layers.reduce((sum, { ended, unnamed }) => sum + ended.objects + unnamed.objects, 0);
  const has = async (text: string) => (await lake.store.read('processed', blob(text))) !== undefined;
  const end = (ref: string) => removeRef(lake, parseRef(ref), ACTOR, 'superseded');
  const expectWhole = async () => {
    const problems = [];
    for await (const problem of fsck(lake)) problems.push(problem);
    expect(problems).toEqual([]);
    expect((await verify(lake)).missing).toEqual([]);
  };

  it('names the last copies of a ref that has ended, and frees none of them unasked', async () => {
    await commitFiles(lake, X, { 'a.txt': 'only here', 'b.txt': 'and this' }, ATTESTED);
    await commitFiles(lake, X, { 'a.txt': 'changed' }, ATTESTED);
    expect(taken(await gc({ graceMs: 0, forceLastCopy: true }))).toBe(0);
    await end(X);
    const lines: string[] = [];
    const onLastCopy: GcOptions['onLastCopy'] = ({ version, path, bytes }) =>
      lines.push(`${version}:${path} ${bytes}`);
    expect(taken(await gc({ graceMs: 0, onLastCopy }))).toBe(0);
    expect(lines.sort()).toEqual([`${X}@v1:a.txt 9`, `${X}@v1:b.txt 8`, `${X}@v2:a.txt 7`]);
    expect(await has('only here')).toBe(true);
    const freed = await gc({ graceMs: 0, forceLastCopy: true });
    expect(taken(freed)).toBe(3);
    expect(freed.lastCopies).toBe(3);
    expect([await has('only here'), await has('and this'), await has('changed')]).toEqual([
      false,
      false,
      false,
    ]);
    // Its versions are known as ever, and nobody takes what was freed for lost.
    await expectWhole();
    expect((await verify(lake)).absent).toHaveLength(3);
  });

  it('does nothing unless it is told to', async () => {
    await commitFiles(lake, X, { 'a.txt': 'only here' }, ATTESTED);
    await end(X);
    expect(taken(await gc({ graceMs: 0, force: false, forceLastCopy: true }))).toBe(1);
    expect(await has('only here')).toBe(true);
  });

  it('waits for the grace to be over', async () => {
    await commitFiles(lake, X, { 'a.txt': 'only here' }, ATTESTED);
    await end(X);
    now += 29 * DAY;
    expect(await gc({ forceLastCopy: true })).toMatchObject({ lastCopies: 0 });
    now += 2 * DAY;
    expect((await gc({ forceLastCopy: true })).lastCopies).toBe(1);
  });

  it('keeps what another version, a tag or another layer needs', async () => {
    await commitFiles(lake, X, { 'a.txt': 'shared', 'b.txt': 'tagged' }, ATTESTED);
    const tagged = await commitFiles(lake, X, { 'b.txt': 'tagged', 'c.txt': 'gone' }, ATTESTED);
    await commitFiles(lake, X, { 'd.txt': 'and more that is long enough to be most of a pack' }, ATTESTED);
    await commitFiles(lake, Y, { 'a.txt': 'shared' }, ATTESTED);
    await setTag(lake, 'fig3', [tagged.id], { actor: ACTOR });
    await end(X);
    await gc({ graceMs: 0, forceLastCopy: true });
    expect([await has('shared'), await has('tagged'), await has('gone')]).toEqual([true, true, true]);
    expect(await has('and more that is long enough to be most of a pack')).toBe(false);
    await expectWhole();
  });

  it('frees a copy of what the next layer has, without being asked twice', async () => {
    const { id, commit } = await commitFiles(lake, X, { 'a.txt': 'promoted' }, ATTESTED);
    await promote(lake, { id, commit }, { author: ACTOR, message: 'reviewed' });
    await end(X);
    const freed = await gc({ graceMs: 0 });
    expect(freed.lastCopies).toBe(0);
    expect(taken(freed)).toBe(1);
    expect(await has('promoted')).toBe(false);
    expect(await lake.store.read('curated', blob('promoted'))).toBeDefined();
    await expectWhole();
  });

  it('frees what no version names once it is old enough', async () => {
    const session = await lake.store.session('processed');
    session.put(blob('of a run that was killed'), Buffer.from('of a run that was killed'));
    await session.flush();
    await session.close();
    expect(taken(await gc())).toBe(0);
    const freed = await gc({ unnamedMs: 0 });
    expect(freed.layers.find(({ layer }) => layer === 'processed')?.unnamed).toEqual({
      objects: 1,
      bytes: 24,
    });
    expect(freed.freed.bytes).toBeGreaterThan(0);
    expect(await has('of a run that was killed')).toBe(false);
  });

  it('packs anew what is useless for the most part, and leaves what is not', async () => {
    const long = 'x'.repeat(1000);
    await commitFiles(lake, X, { a: long, b: 'short' }, ATTESTED);
    await commitFiles(lake, Y, { b: 'short' }, ATTESTED);
    await end(X);
    await gc({ graceMs: 0, forceLastCopy: true });
    expect([await has(long), await has('short')]).toEqual([false, true]);
    await commitFiles(lake, X, { a: 'little', b: long }, ATTESTED);
    await commitFiles(lake, Y, { b: long }, ATTESTED);
    await end(X);
    const done = await gc({ graceMs: 0, forceLastCopy: true });
    expect(done.layers.find(({ layer }) => layer === 'processed')?.packed).toEqual({ objects: 1, bytes: 6 });
    expect(done.lastCopies).toBe(0);
    expect(await has('little')).toBe(true);
  });

  it('lets an ended ref name again what is still there, and says so of what is not', async () => {
    await commitFiles(lake, X, { 'a.txt': 'only here' }, ATTESTED);
    await end(X);
    await undo(lake, parseRef(X), { actor: ACTOR });
    await end(X);
    await gc({ graceMs: 0, forceLastCopy: true });
    await expect(undo(lake, parseRef(X), { actor: ACTOR })).rejects.toMatchObject({ code: 'rule-refused' });
    await expectWhole();
  });

  it('needs the list of published sums of a version as it does its files', async () => {
    const list = blob('a list of published sums');
    const other = await commitFiles(lake, Y, { 'a.txt': 'a list of published sums' }, ATTESTED);
    const expected = { list, grades: { 'verified-strong': 1 } };
    const { id } = await commitFiles(lake, X, { 'b.txt': 'as published' }, { ...ATTESTED, expected });
    const needed = await neededBlobs(lake, 'processed', [list], { except: new Set([other.id]) });
    expect([...needed]).toEqual([[list, `${X}@v1`]]);
    await lake.store.freeing?.retire('processed', [list]);
    expect(await has('a list of published sums')).toBe(false);
    await keepRelied(lake, 'processed', id, undefined);
    expect(await has('a list of published sums')).toBe(true);
  });

  it('frees nothing of a layer of which a version can not be read', async () => {
    await commitFiles(lake, X, { 'a.txt': 'ended' }, ATTESTED);
    await end(X);
    const packs = join(root, '.dlake', 'store', 'processed', 'packs');
    const listed = () => readdirSync(packs, { recursive: true, encoding: 'utf8' });
    const before = new Set(listed());
    await commitFiles(lake, Y, { 'a.txt': 'needed' }, ATTESTED);
    for (const name of listed())
      if (!before.has(name)) rmSync(join(packs, name), { recursive: true, force: true });
    const done = await gc({ graceMs: 0, unnamedMs: 0, forceLastCopy: true });
    expect(done.problems.map(({ reason }) => reason)).toContain('it is not here');
    expect(await has('ended')).toBe(true);
  });
});
