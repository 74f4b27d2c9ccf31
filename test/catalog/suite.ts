import { sql } from 'kysely';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { applyBatch } from '../../src/catalog/apply-batch.ts';
import type { Batch } from '../../src/catalog/batch.ts';
import type { Catalog } from '../../src/catalog/catalog.ts';
import { catalogCounts } from '../../src/catalog/catalog-counts.ts';
import { commitsByPrefix } from '../../src/catalog/commits-by-prefix.ts';
import { commitsOfBlob } from '../../src/catalog/commits-of-blob.ts';
import { derivedFrom } from '../../src/catalog/derived-from.ts';
import { findCommit } from '../../src/catalog/find-commit.ts';
import { listCommits } from '../../src/catalog/list-commits.ts';
import { listRefs } from '../../src/catalog/list-refs.ts';
import { listTags } from '../../src/catalog/list-tags.ts';
import { refAt } from '../../src/catalog/ref-at.ts';
import {
  knownHeads,
  rollForwardCursor,
  unknownCommits,
  unknownPages,
} from '../../src/catalog/roll-forward-state.ts';
import { isDlakeError } from '../../src/errors.ts';
import { blobId, commitId, hexOf } from '../../src/records/ids.ts';
import { MAX_DEPTH, MAX_KEYWORDS, MAX_MESSAGE_BYTES } from '../../src/records/limits.ts';
import { ManifestBuilder } from '../../src/records/manifest-builder.ts';
import {
  collect,
  sampleBlob,
  sampleCommit,
  sampleEntry,
  sampleHistory,
  samplePage,
  sampleParentPage,
} from './sample.ts';

/** What every catalog does, whatever the engine. `open` gives a new, empty one. */
export function catalogSuite(name: string, open: () => Promise<Catalog>): void {
  describe(`catalog on ${name}`, () => {
    let catalog: Catalog;
    beforeAll(async () => {
      catalog = await open();
    });
    afterAll(() => catalog?.close());

    // Every test has datasets of its own, since what a catalog holds can't be deleted.
    let number = 0;
    let dataset = '';
    beforeEach(() => {
      number += 1;
      dataset = `lab/set-${number}`;
    });

    const empty: Batch = { commits: [], pages: [], entries: [] };

    describe('applying', () => {
      it('keeps commits, pages, entries, refs and the cursor', async () => {
        const history = sampleHistory('raw', dataset, 3);
        await applyBatch(catalog, { ...history, cursor: 'here' });
        const [, , last] = history.commits;
        expect(await findCommit(catalog, last!.id)).toEqual({
          id: last!.id,
          layer: 'raw',
          dataset,
          bytes: Buffer.from(last!.bytes),
        });
        expect(await rollForwardCursor(catalog)).toBe('here');
        const known = await knownHeads(catalog, [
          { layer: 'raw', subject: `refs/${dataset}` },
          { layer: 'processed', subject: `refs/${dataset}` },
        ]);
        expect([...known]).toEqual([[`raw/refs/${dataset}`, { seq: 3, id: history.entries[2]!.id }]]);
        expect(await listRefs(catalog, { dataset })).toEqual([
          { layer: 'raw', dataset, seq: 3, head: last!.id, at: '2026-11-22T10:11:12.345Z' },
        ]);
      });

      it('can be done again, in whole and in part, without a trace', async () => {
        const history = sampleHistory('raw', dataset, 5);
        await applyBatch(catalog, history);
        const before = await catalogCounts(catalog);
        await applyBatch(catalog, history);
        await applyBatch(catalog, { ...history, entries: history.entries.slice(1, 3), pages: [] });
        expect(await catalogCounts(catalog)).toEqual(before);
        expect((await listRefs(catalog, { dataset }))[0]?.seq).toBe(5);
      });

      it('takes all of a batch or nothing', async () => {
        const history = sampleHistory('raw', dataset, 2);
        const gap = sampleEntry('raw', `refs/${dataset}`, { seq: 4, to: history.commits[1]!.id });
        await expect(
          applyBatch(catalog, { ...history, entries: [...history.entries, gap] }),
        ).rejects.toSatisfy(
          (error) =>
            isDlakeError(error, 'store-damaged') &&
            error.data.where === `raw/log/refs/${dataset}/000000000004`,
        );
        expect(await findCommit(catalog, history.commits[0]!.id)).toBeUndefined();
        expect(await listRefs(catalog, { dataset })).toEqual([]);
      });

      it('refuses an entry that differs from the one known under its number', async () => {
        await applyBatch(catalog, sampleHistory('raw', dataset, 2));
        const other = sampleEntry('raw', `refs/${dataset}`, { seq: 2, to: sampleCommit({ dataset }).id });
        await expect(applyBatch(catalog, { ...empty, entries: [other] })).rejects.toSatisfy(
          (error) => isDlakeError(error, 'store-damaged') && error.data.reason.includes('differs'),
        );
      });

      it('ends a ref and revives it, and leaves it to entries of other kinds', async () => {
        const history = sampleHistory('raw', dataset, 2);
        await applyBatch(catalog, history);
        const subject = `refs/${dataset}`;
        const at = '2026-12-01T00:00:00.000Z';
        await applyBatch(catalog, {
          ...empty,
          entries: [sampleEntry('raw', subject, { seq: 3, kind: 'hold', at })],
        });
        expect((await listRefs(catalog, { dataset }))[0]).toMatchObject({
          seq: 3,
          head: history.commits[1]!.id,
        });
        await applyBatch(catalog, {
          ...empty,
          entries: [sampleEntry('raw', subject, { seq: 4, kind: 'end', at })],
        });
        expect(await listRefs(catalog, { dataset })).toEqual([]);
        expect(await listRefs(catalog, { dataset, ended: true })).toMatchObject([
          { seq: 4, head: undefined, at },
        ]);
        const back = sampleEntry('raw', subject, { seq: 5, to: history.commits[0]!.id });
        await applyBatch(catalog, { ...empty, entries: [back] });
        expect((await listRefs(catalog, { dataset }))[0]).toMatchObject({
          seq: 5,
          head: history.commits[0]!.id,
        });
      });

      it('keeps text that SQL can not, and all that a record may hold', async () => {
        let deep: object = { end: 'x' };
        for (let level = 0; level < MAX_DEPTH; level++) deep = { deep };
        const commit = sampleCommit({
          dataset,
          name: 'a\0b',
          message: `\\u0000 \0 ${'wörd '.repeat(MAX_MESSAGE_BYTES / 6)}`,
          keywords: [
            '\0',
            "o'neil",
            '{"a"}',
            '',
            ...Array.from({ length: MAX_KEYWORDS }, (_, n) => `${n}`.repeat(200)),
          ],
          metadata: { source: 'lab', date: '\0', version: 'v1', 'k\0': deep as never, n: 9007199254740991 },
        });
        await applyBatch(catalog, { ...empty, commits: [commit] });
        const found = await findCommit(catalog, commit.id);
        expect(Buffer.compare(found?.bytes ?? Buffer.alloc(0), commit.bytes)).toBe(0);
      });

      it('keeps a transaction apart from statements beside it', async () => {
        const histories = Array.from({ length: 12 }, (_, n) => sampleHistory('raw', `${dataset}-${n}`, 4));
        const counts: number[] = [];
        await Promise.all(
          histories.flatMap((history) => [
            applyBatch(catalog, history),
            catalogCounts(catalog).then((count) => counts.push(count.commits % 4)),
          ]),
        );
        const start = (await catalogCounts(catalog)).commits % 4;
        expect(new Set(counts)).toEqual(new Set([start]));
      });
    });

    describe('what is unknown', () => {
      it('is told in the order asked', async () => {
        const history = sampleHistory('raw', dataset, 2);
        await applyBatch(catalog, history);
        const strange = [1, 2, 3].map((n) => sampleCommit({ dataset, message: `never ${n}` }).id);
        const asked = [strange[2]!, history.commits[0]!.id, strange[0]!, history.commits[1]!.id, strange[1]!];
        expect(await unknownCommits(catalog, asked)).toEqual([strange[2], strange[0], strange[1]]);
        const page = samplePage([sampleBlob(`only ${dataset}`)]);
        expect(await unknownPages(catalog, [page.id, history.pages[0]!.id])).toEqual([page.id]);
        expect(await unknownCommits(catalog, [])).toEqual([]);
      });
    });

    describe('log', () => {
      it('walks from the newest to the oldest, and stops when it has enough', async () => {
        const history = sampleHistory('raw', dataset, 1200);
        await applyBatch(catalog, history);
        const newest = history.commits.map((row) => row.id).reverse();
        const from = [newest[0]!];
        expect((await collect(listCommits(catalog, { from }))).map((row) => row.id)).toEqual(newest);
        expect((await collect(listCommits(catalog, { from, limit: 3 }))).map((row) => row.id)).toEqual(
          newest.slice(0, 3),
        );
        const middle = await collect(listCommits(catalog, { from: [newest[600]!], limit: 2 }));
        expect(middle.map((row) => row.id)).toEqual(newest.slice(600, 602));
        for await (const row of listCommits(catalog, { from })) {
          expect(row.id).toBe(newest[0]);
          break;
        }
      });

      it('puts every commit before its parents, whatever the clocks said', async () => {
        const base = sampleCommit({ dataset, committedAt: '2030-01-01T00:00:00.000Z' });
        const left = sampleCommit({
          dataset,
          message: 'l',
          parents: [base.id],
          committedAt: '2020-01-01T00:00:00.000Z',
        });
        const right = sampleCommit({
          dataset,
          message: 'r',
          parents: [base.id],
          committedAt: '2031-01-01T00:00:00.000Z',
        });
        const merge = sampleCommit({
          dataset,
          parents: [left.id, right.id],
          committedAt: '2019-01-01T00:00:00.000Z',
        });
        // Children first, and the merge in a batch of its own.
        await applyBatch(catalog, { ...empty, commits: [right, left, base] });
        await applyBatch(catalog, { ...empty, commits: [merge] });
        const ids = (await collect(listCommits(catalog, { from: [merge.id] }))).map((row) => row.id);
        expect(ids).toEqual([merge.id, right.id, left.id, base.id]);
      });

      it('starts at the heads, not at what an undo left behind', async () => {
        const history = sampleHistory('curated', dataset, 3);
        const undo = sampleEntry('curated', `refs/${dataset}`, { seq: 4, to: history.commits[1]!.id });
        await applyBatch(catalog, { ...history, entries: [...history.entries, undo] });
        const ids = (await collect(listCommits(catalog, { refs: [{ layer: 'curated', dataset }] }))).map(
          (row) => row.id,
        );
        expect(ids).toEqual([history.commits[1]!.id, history.commits[0]!.id]);
        const all = new Set((await collect(listCommits(catalog))).map((row) => row.id));
        expect(all.has(history.commits[1]!.id)).toBe(true);
        expect(all.has(history.commits[2]!.id)).toBe(false);
      });

      it('walks from the heads of very many refs as it meets them', async () => {
        const at = (n: number) => new Date(Date.UTC(2031, 0, 1) + n * 1000).toISOString();
        const refs = Array.from({ length: 1002 }, (_, n) => `${dataset}.${n}`);
        const first = refs.map((one, n) => sampleCommit({ dataset: one, committedAt: at(n) }));
        const second = sampleCommit({ dataset: refs[7]!, parents: [first[7]!.id], committedAt: at(5000) });
        const nowhere = sampleCommit({ dataset: refs[8]!, parents: [first[8]!.id], committedAt: at(6000) });
        const entries = refs.map((one, n) => sampleEntry('raw', `refs/${one}`, { seq: 1, to: first[n]!.id }));
        const moved = sampleEntry('raw', `refs/${refs[7]}`, { seq: 2, to: second.id });
        const ended = sampleEntry('raw', `refs/${refs[9]}`, { seq: 2, kind: 'end' });
        await applyBatch(catalog, {
          ...empty,
          commits: [...first, second, nowhere],
          entries: [...entries, moved, ended],
        });
        const since = at(0);
        const found = (await collect(listCommits(catalog, { since }))).map(({ id }) => id);
        const standing = first.filter((_, n) => n !== 9).map(({ id }) => id);
        expect(found).toEqual([second.id, ...standing.toReversed()]);
        expect((await collect(listCommits(catalog, { limit: 2 }))).map(({ id }) => id)).toEqual(
          found.slice(0, 2),
        );
        const some = [3, 5].map((n) => ({ layer: 'raw' as const, dataset: refs[n]! }));
        expect((await collect(listCommits(catalog, { refs: some }))).map(({ id }) => id)).toEqual([
          first[5]!.id,
          first[3]!.id,
        ]);
      });

      it('filters by time and author', async () => {
        const author = 'Rosalind Franklin <rf@kcl.example>';
        const history = sampleHistory('raw', dataset, 10, { author });
        await applyBatch(catalog, history);
        const from = [history.commits[9]!.id];
        const [third, fifth] = [
          history.commits[2]!.commit.committedAt,
          history.commits[4]!.commit.committedAt,
        ];
        const some = await collect(
          listCommits(catalog, { from, since: third, until: fifth, author: 'FRANKLIN' }),
        );
        expect(some.map((row) => row.id)).toEqual([4, 3, 2].map((n) => history.commits[n]!.id));
        expect(await collect(listCommits(catalog, { from, author: 'Watson' }))).toEqual([]);
        expect(
          await collect(listCommits(catalog, { from: [sampleCommit({ dataset, message: 'no' }).id] })),
        ).toEqual([]);
      });
    });

    describe('refs and tags', () => {
      it('tells where a ref stood at a time and after an entry', async () => {
        const commits = [1, 2].map((n) => sampleCommit({ dataset, message: `${n}` }));
        const entries = [
          sampleEntry('raw', `refs/${dataset}`, {
            seq: 1,
            to: commits[0]!.id,
            at: '2026-01-01T00:00:00.000Z',
          }),
          sampleEntry('raw', `refs/${dataset}`, {
            seq: 2,
            to: commits[1]!.id,
            at: '2026-02-01T00:00:00.000Z',
          }),
          sampleEntry('raw', `refs/${dataset}`, { seq: 3, kind: 'end', at: '2026-03-01T00:00:00.000Z' }),
        ];
        await applyBatch(catalog, { ...empty, commits, entries });
        const ref = { layer: 'raw', dataset } as const;
        expect(await refAt(catalog, ref, { at: '2025-12-31T23:59:59.999Z' })).toBeUndefined();
        expect((await refAt(catalog, ref, { at: '2026-01-15T00:00:00.000Z' }))?.head).toBe(commits[0]!.id);
        expect((await refAt(catalog, ref, { seq: 2 }))?.head).toBe(commits[1]!.id);
        expect(await refAt(catalog, ref)).toEqual({
          seq: 3,
          head: undefined,
          at: '2026-03-01T00:00:00.000Z',
        });
      });

      it('lists the tags that stand, with the entry that says what they name', async () => {
        const subject = `tags/fig-${number}`;
        const made = sampleEntry('raw', subject, { seq: 1, reason: 'first' });
        const moved = sampleEntry('raw', subject, { seq: 2, reason: 'wrong one' });
        await applyBatch(catalog, { ...empty, entries: [made, moved] });
        expect(await listTags(catalog)).toEqual([
          { name: `fig-${number}`, seq: 2, bytes: Buffer.from(moved.bytes) },
        ]);
        await applyBatch(catalog, {
          ...empty,
          entries: [sampleEntry('raw', subject, { seq: 3, kind: 'end' })],
        });
        expect(await listTags(catalog)).toEqual([]);
      });

      it('lists refs in byte order', async () => {
        for (const name of ['b', 'B', 'a-b', 'a.b', 'a_b']) {
          await applyBatch(
            catalog,
            sampleHistory(
              'archive',
              `${dataset}/${name}`.replace('/set', '/order').replaceAll('/', '-').replace('-', '/'),
              1,
            ),
          );
        }
        const names = (await listRefs(catalog, { layer: 'archive' })).map((ref) => ref.dataset);
        expect(names).toEqual(names.toSorted((a, b) => Buffer.compare(Buffer.from(a), Buffer.from(b))));
        expect(names.length).toBe(5);
      });
    });

    describe('whence', () => {
      it('finds the commits and pages that name a blob, through every level', async () => {
        const [wanted, other] = [sampleBlob(`wanted ${number}`), sampleBlob(`other ${number}`)];
        const [hit, hit2, miss] = [samplePage([other, wanted]), samplePage([wanted]), samplePage([other])];
        const inner = sampleParentPage(1, [hit.id, miss.id]);
        const root = sampleParentPage(2, [inner.id, hit2.id]);
        const commits = [
          sampleCommit({ dataset, manifest: root.id, message: 'deep' }),
          sampleCommit({
            dataset,
            manifest: hit2.id,
            message: 'flat',
            committedAt: '2027-01-01T00:00:00.000Z',
          }),
          sampleCommit({ dataset, manifest: miss.id, message: 'without' }),
        ];
        await applyBatch(catalog, { ...empty, commits, pages: [root, inner, hit, hit2, miss] });
        expect(await commitsOfBlob(catalog, wanted)).toEqual([
          { commit: commits[1]!.id, layer: 'raw', dataset, pages: [hit2.id] },
          { commit: commits[0]!.id, layer: 'raw', dataset, pages: [hit.id, hit2.id].sort() },
        ]);
        expect(await commitsOfBlob(catalog, sampleBlob('nowhere'))).toEqual([]);
      });

      it('knows each blob that a page names, wherever it stands', async () => {
        const pages: Uint8Array[] = [];
        const builder = new ManifestBuilder(({ bytes }) => void pages.push(bytes));
        const sizes = [0, 23, 24, 256, 65_536, 2 ** 32, Number.MAX_SAFE_INTEGER - 2 ** 33];
        const blobs = sizes.map((size) => sampleBlob(`of ${size} bytes`));
        // A digest that ends or begins like a link hides no other.
        const odd = ['d82a58250001551220'.padStart(64, '0'), 'd82a58250001551220'.padEnd(64, 'f')].map(
          blobId,
        );
        for (const [n, blob] of [...blobs, ...odd].entries())
          builder.add({
            path: `${n}-U*X%\u0001\u0155\u0012 \ud836\udc00`,
            blob,
            size: sizes[n] ?? 1,
            ...(n % 2 === 0 && { executable: true as const }),
          });
        builder.add({ path: 'link', target: '0-target' });
        builder.finish();
        expect(pages).toHaveLength(1);
        const { rows } = await catalog.run((db) =>
          sql<{ found: string[] | null; none: string[] | null }>`
            SELECT dlake.page_blobs(${pages[0]})::text[] AS found, dlake.page_blobs(''::bytea)::text[] AS none`.execute(
            db,
          ),
        );
        const keyOf = (id: string) => Buffer.from(hexOf(id), 'hex').readBigInt64BE().toString();
        expect(rows[0]!.found).toEqual(expect.arrayContaining(blobs.map(keyOf)));
        expect(rows[0]!.none).toBeNull();
      });
    });

    describe('commits by what they are to each other', () => {
      it('finds what was derived from a commit, as an input or a parent', async () => {
        const origin = sampleCommit({ dataset });
        const child = sampleCommit({ dataset, message: 'next', parents: [origin.id], inputs: [origin.id] });
        const derived = sampleCommit({
          dataset: `${dataset}.salmon`,
          layer: 'processed',
          inputs: [origin.id],
        });
        await applyBatch(catalog, { ...empty, commits: [derived, child, origin] });
        expect(await derivedFrom(catalog, origin.id)).toEqual([child.id, derived.id].sort());
        expect(await derivedFrom(catalog, derived.id)).toEqual([]);
      });

      it('finds commits by the beginning of their digest', async () => {
        const commits = Array.from({ length: 40 }, (_, n) => sampleCommit({ dataset, message: `${n}` }));
        await applyBatch(catalog, { ...empty, commits });
        const hex = hexOf(commits[7]!.id);
        expect(await commitsByPrefix(catalog, hex, 2)).toEqual([commits[7]!.id]);
        expect(await commitsByPrefix(catalog, hex.slice(0, 11), 2)).toEqual([commits[7]!.id]);
        const everything = await commitsByPrefix(catalog, '', 10_000);
        expect(everything).toEqual(everything.toSorted());
        expect(await commitsByPrefix(catalog, '', 2)).toEqual(everything.slice(0, 2));
        const first = hex.slice(0, 1);
        expect(await commitsByPrefix(catalog, first, 10_000)).toEqual(
          everything.filter((id) => hexOf(id).startsWith(first)),
        );
      });
    });

    describe('what is immutable', () => {
      it.each(['commits', 'commit_parents', 'commit_inputs', 'log', 'manifest_pages', 'page_links'])(
        '%s takes no UPDATE, DELETE or TRUNCATE',
        async (table) => {
          await applyBatch(catalog, sampleHistory('raw', dataset, 2));
          const { rows } = await run(catalog, `SELECT count(*) AS n FROM dlake.${table}`);
          const column = table === 'page_links' ? 'parent' : table.startsWith('commit_') ? 'commit_id' : 'id';
          for (const statement of [
            `UPDATE dlake.${table} SET ${column} = ${column}`,
            `DELETE FROM dlake.${table}`,
            `TRUNCATE dlake.${table}`,
          ]) {
            await expect(run(catalog, statement)).rejects.toThrow(/is refused: what it holds is immutable/);
          }
          expect((await run(catalog, `SELECT count(*) AS n FROM dlake.${table}`)).rows).toEqual(rows);
        },
      );

      it('a row whose id is not the hash of its bytes is refused', async () => {
        const commit = sampleCommit({ dataset });
        const page = samplePage([sampleBlob(dataset)]);
        const entry = sampleEntry('raw', `refs/${dataset}`, { seq: 1, to: commit.id });
        const lie = Buffer.from('something else');
        const batches: Batch[] = [
          { ...empty, commits: [{ ...commit, bytes: lie }] },
          { ...empty, pages: [{ ...page, bytes: lie }] },
          { ...empty, entries: [{ ...entry, bytes: lie }] },
          { ...empty, commits: [{ ...commit, id: commitId('0'.repeat(64)) }] },
        ];
        for (const batch of batches) await expect(applyBatch(catalog, batch)).rejects.toThrow(/id_is_hash/);
        expect(await findCommit(catalog, commit.id)).toBeUndefined();
      });
    });
  });
}

const run = (catalog: Catalog, statement: string) =>
  catalog.run((db) => sql.raw<Record<string, unknown>>(statement).execute(db));
