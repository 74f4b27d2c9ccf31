import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { findTag } from '../../src/lake/list-tags.ts';
import { log } from '../../src/lake/log.ts';
import { endRef, moveRef } from '../../src/lake/move-ref.ts';
import { refHead } from '../../src/lake/ref-head.ts';
import { resolveRevision } from '../../src/lake/resolve-revision.ts';
import { setTag } from '../../src/lake/set-tag.ts';
import { encodeCommit } from '../../src/records/encode-commit.ts';
import { parseRef } from '../../src/records/parse-ref.ts';
import { fetch } from '../../src/sync/fetch.ts';
import { push } from '../../src/sync/push.ts';
import { trackedRef } from '../../src/sync/tracked-refs.ts';
import { commitFiles, type TempLake, tempLake } from '../lake/temp-lake.ts';

const RAW = 'raw/geo/GSE1';
const ref = parseRef(RAW);
const ACTOR = 'Ada Lovelace <ada@example.org>';
const options = { actor: ACTOR };

let ours: TempLake;
let shared: TempLake;
let remote: { name: string; lake: TempLake };
beforeEach(() => {
  [ours, shared] = [tempLake(), tempLake()];
  remote = { name: 'lab', lake: shared };
});
afterEach(() => Promise.all([ours.close(), shared.close()]));

const headAt = async (lake: TempLake) => (await refHead(lake, ref))?.commit;

describe('push', () => {
  test('sends what a ref names, once, and moves it last', async () => {
    const one = await commitFiles(ours, RAW, { a: '1', b: '2' });
    const sent = await push(ours, remote, [ref], options);
    expect(sent).toMatchObject({
      refs: [{ ref: RAW, from: undefined, to: one.id, result: 'created' }],
      objectsSent: 4,
    });
    expect(await headAt(shared)).toBe(one.id);
    expect(await push(ours, remote, [ref], options)).toMatchObject({
      refs: [{ result: 'up-to-date' }],
      objectsSent: 0,
    });
    const two = await commitFiles(ours, RAW, { a: '1', b: '3' });
    expect(await push(ours, remote, [ref], options)).toMatchObject({
      refs: [{ from: one.id, to: two.id, result: 'fast-forward' }],
      objectsSent: 3,
    });
    expect((await trackedRef(ours, 'lab', ref))?.commit).toBe(two.id);
  });

  test('a dry run counts and sends nothing', async () => {
    await commitFiles(ours, RAW, { a: '1' });
    expect(await push(ours, remote, [ref], { ...options, dryRun: true })).toMatchObject({
      refs: [{ result: 'created' }],
      objectsSent: 3,
    });
    expect(await headAt(shared)).toBeUndefined();
    expect(await trackedRef(ours, 'lab', ref)).toBeUndefined();
  });

  test('a ref that somebody moved on is rejected, with who and when', async () => {
    await commitFiles(ours, RAW, { a: '1' });
    await push(ours, remote, [ref], options);
    const theirs = await commitFiles(shared, RAW, { a: '2' });
    expect((await push(ours, remote, [ref], options)).refs).toMatchObject([
      { result: 'rejected', reason: expect.stringMatching(/^it is behind: .* moved the ref at 2026-/) },
    ]);
    await commitFiles(ours, RAW, { a: '3' });
    expect((await push(ours, remote, [ref], options)).refs).toMatchObject([
      { result: 'rejected', reason: expect.stringMatching(/^the two have diverged: /) },
    ]);
    expect(await headAt(shared)).toBe(theirs.id);
  });

  test('a ref that ended here ends there, unless it went on', async () => {
    const derived = parseRef('processed/geo/GSE1');
    const made = await commitFiles(ours, 'processed/geo/GSE1', { a: '1' }, { metadata: { attested: 'x' } });
    await push(ours, remote, [derived], options);
    const head = { ...(await refHead(ours, derived))!, commit: made.id };
    await endRef(ours, derived, head, options);
    expect((await push(ours, remote, [derived], options)).refs).toMatchObject([
      { from: made.id, to: undefined, result: 'fast-forward' },
    ]);
    expect((await refHead(shared, derived))?.commit).toBeUndefined();
  });

  test('what the other lake does not admit is rejected with the rule', async () => {
    const promoted = 'curated/geo/GSE1';
    const base = await commitFiles(ours, 'processed/geo/GSE1', { a: '1' }, { metadata: { attested: 'x' } });
    const copy = await ours.store.session('curated');
    for (const id of [base.commit.manifest]) copy.put(id, (await ours.store.read('processed', id))!);
    await copy.flush();
    await copy.close();
    await commitFiles(ours, promoted, { a: '1' }, { action: 'promotion', inputs: [base.id] });
    expect((await push(ours, remote, [parseRef(promoted)], options)).refs).toMatchObject([
      { result: 'rejected', reason: 'the commit that was promoted is not in this lake' },
    ]);
    const both = [parseRef(promoted), parseRef('processed/geo/GSE1')];
    expect((await push(ours, remote, both, options)).refs.map(({ result }) => result)).toEqual([
      'created',
      'created',
    ]);
  });

  test('tags travel; one that stands for something else stays', async () => {
    const one = await commitFiles(ours, RAW, { a: '1' });
    await setTag(ours, 'fig1', [one.id], options);
    await push(ours, remote, [ref], options);
    expect((await findTag(shared, 'fig1'))?.commits).toEqual([one.id]);
    const two = await commitFiles(ours, RAW, { a: '2' });
    await setTag(ours, 'fig1', [two.id], { ...options, reason: 'corrected' });
    expect((await push(ours, remote, [ref], options)).tags).toEqual([
      { tag: 'fig1', reason: 'it names other versions there' },
    ]);
  });
});

describe('fetch', () => {
  test('brings versions, not files, and says where refs stand', async () => {
    const one = await commitFiles(shared, RAW, { a: '1' });
    expect(await fetch(ours, remote, undefined, options)).toMatchObject({
      refs: [{ ref: RAW, from: undefined, to: one.id, result: 'created' }],
      objectsReceived: 1,
    });
    expect((await resolveRevision(ours, `lab:${RAW}`)).id).toBe(one.id);
    expect(await headAt(ours)).toBeUndefined();
    expect(await ours.store.missing('raw', [one.commit.manifest])).toEqual(new Set([one.commit.manifest]));
    const told = [];
    for await (const { id } of log(ours, { from: [one.id] })) told.push(id);
    expect(told).toEqual([one.id]);
    expect((await fetch(ours, remote, undefined, options)).refs).toMatchObject([{ result: 'up-to-date' }]);
  });

  test('a ref that names what is not of it is rejected by name, and the rest goes on', async () => {
    const good = await commitFiles(shared, 'raw/geo/GSE2', { a: '1' });
    const { bytes } = encodeCommit(good.commit);
    const session = await shared.store.session('raw');
    session.put(good.id, bytes);
    await session.flush();
    await session.close();
    await moveRef(shared, ref, undefined, good.id, options);
    expect((await fetch(ours, remote, undefined, options)).refs).toMatchObject([
      { ref: RAW, result: 'rejected', reason: expect.stringContaining(`it is not of ${RAW}`) },
      { ref: 'raw/geo/GSE2', result: 'created' },
    ]);
    expect(await trackedRef(ours, 'lab', ref)).toBeUndefined();
  });
});
