import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { applyBatch } from '../../src/catalog/apply-batch.ts';
import type { CommitToApply } from '../../src/catalog/batch.ts';
import type { Catalog } from '../../src/catalog/catalog.ts';
import { listCommits } from '../../src/catalog/list-commits.ts';
import { openCatalog } from '../../src/catalog/open-catalog.ts';
import { catalogFolder } from './catalog-folder.ts';
import { collect, sampleCommit } from './sample.ts';

const place = catalogFolder();
let catalog: Catalog;
beforeAll(async () => {
  catalog = await openCatalog({ ...place, mode: 'inline' });
});
afterAll(async () => {
  await catalog.close();
  await place.remove();
});

/** For each commit: which of those before it are its parents, what its clock said, in which batch it comes. */
const graph = fc.array(
  fc.record({
    parents: fc.uniqueArray(fc.nat(30), { maxLength: 3 }),
    clock: fc.integer({ min: 0, max: 50 }),
    batch: fc.integer({ min: 0, max: 2 }),
  }),
  { minLength: 1, maxLength: 30 },
);

describe('log', () => {
  it('has every commit behind its start once, before its parents, whatever clocks and batches were', async () => {
    let run = 0;
    await fc.assert(
      fc.asyncProperty(graph, fc.nat(29), fc.nat(40), async (nodes, from, limit) => {
        run += 1;
        const commits: CommitToApply[] = [];
        for (const [n, { parents, clock }] of nodes.entries()) {
          const chosen = parents.filter((parent) => parent < n).map((parent) => commits[parent]!.id);
          const committedAt = new Date(Date.UTC(2026, 0, 1) + clock * 1000).toISOString();
          const dataset = `lab/run-${run}`;
          commits.push(sampleCommit({ dataset, message: `${n}`, committedAt, parents: chosen }));
        }
        // A batch never comes before what its commits come after.
        const batchOf: number[] = [];
        for (const [n, { parents, batch }] of nodes.entries()) {
          batchOf.push(
            Math.max(batch, ...parents.filter((parent) => parent < n).map((parent) => batchOf[parent]!)),
          );
        }
        for (const batch of [0, 1, 2]) {
          const members = commits.filter((_, n) => batchOf[n] === batch).reverse();
          await applyBatch(catalog, { commits: members, pages: [], entries: [] });
        }
        const start = commits[from % commits.length]!;
        const behind = new Set<string>();
        const open = [start.id as string];
        for (let id = open.pop(); id !== undefined; id = open.pop()) {
          if (behind.has(id)) continue;
          behind.add(id);
          open.push(...(commits.find((row) => row.id === id)?.commit.parents ?? []));
        }
        const all = (await collect(listCommits(catalog, { from: [start.id] }))).map((row) => row.id);
        expect(new Set(all)).toEqual(behind);
        expect(all.length).toBe(behind.size);
        for (const [position, id] of all.entries()) {
          const { parents = [] } = commits.find((row) => row.id === id)!.commit;
          for (const parent of parents) expect(all.indexOf(parent)).toBeGreaterThan(position);
        }
        const some = (await collect(listCommits(catalog, { from: [start.id], limit }))).map((row) => row.id);
        expect(some).toEqual(all.slice(0, limit));
      }),
      { numRuns: 40 },
    );
  });
});
