import { afterAll, describe, expect, it } from 'vitest';
import { applyBatch } from '../../src/catalog/apply-batch.ts';
import { catalogCounts } from '../../src/catalog/catalog-counts.ts';
import { listCommits } from '../../src/catalog/list-commits.ts';
import { listRefs } from '../../src/catalog/list-refs.ts';
import { openCatalog } from '../../src/catalog/open-catalog.ts';
import { searchCommits } from '../../src/catalog/search-commits.ts';
import { catalogFolder } from './catalog-folder.ts';
import { collect, sampleHistory } from './sample.ts';

const place = catalogFolder();
afterAll(() => place.remove());

/** Says how long something took; how long it may take is for the benchmarks. */
async function timed<T>(what: string, work: () => Promise<T>): Promise<T> {
  const start = performance.now();
  const result = await work();
  process.stdout.write(`${what}: ${Math.round(performance.now() - start)} ms\n`);
  return result;
}

describe('ten thousand commits in a hundred refs', () => {
  it('are applied, listed and searched', { timeout: 300_000 }, async () => {
    const catalog = await timed('open', () => openCatalog({ ...place, mode: 'process' }));
    const histories = Array.from({ length: 100 }, (_, n) =>
      sampleHistory('raw', `geo/GSE${1000 + n}`, 100, {
        name: `Study ${n} of breast cancer`,
        keywords: ['microarray', `series-${n}`],
      }),
    );
    const batch = {
      commits: histories.flatMap((history) => history.commits),
      entries: histories.flatMap((history) => history.entries),
      pages: [],
    };
    await timed('apply 10,000', () => applyBatch(catalog, batch));
    await timed('apply them again', () => applyBatch(catalog, batch));
    expect(await catalogCounts(catalog)).toMatchObject({ commits: 10_000, entries: 10_000, refs: 100 });
    const newest = await timed('log -n 20', () => collect(listCommits(catalog, { limit: 20 })));
    expect(newest.length).toBe(20);
    const head = histories[7]!.commits.at(-1)!.id;
    const one = await timed('log of one ref', () => collect(listCommits(catalog, { from: [head] })));
    expect(one.map((row) => row.id)).toEqual(histories[7]!.commits.map((row) => row.id).reverse());
    const all = await timed('log of all', () => collect(listCommits(catalog)));
    expect(new Set(all.map((row) => row.id)).size).toBe(10_000);
    const found = await timed('search', () =>
      searchCommits(catalog, { words: 'breast cancer', limit: 1000 }),
    );
    expect(found.length).toBe(100);
    const [hit] = await timed('search one', () => searchCommits(catalog, { words: 'series-42' }));
    expect(hit?.dataset).toBe('geo/GSE1042');
    const some = await timed('search every version', () =>
      searchCommits(catalog, { words: 'GSE1042', history: true }),
    );
    expect(some.length).toBe(100);
    expect((await timed('refs', () => listRefs(catalog))).length).toBe(100);
    await catalog.close();
  });
});
