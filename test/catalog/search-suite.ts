import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { applyBatch } from '../../src/catalog/apply-batch.ts';
import type { Catalog } from '../../src/catalog/catalog.ts';
import { type SearchFilter, searchCommits } from '../../src/catalog/search-commits.ts';
import type { Commit } from '../../src/records/commit.ts';
import type { Layer } from '../../src/records/layers.ts';
import { sampleHistory } from './sample.ts';

const LAKE: readonly (readonly [Layer, string, number, Partial<Commit>])[] = [
  [
    'raw',
    'geo/GSE2034',
    2,
    { name: 'Breast cancer relapse free survival', keywords: ['breast cancer', 'microarray'] },
  ],
  ['processed', 'geo/GSE2034.salmon', 3, { name: 'Counts', message: 'quantified tumours with salmon 1.10' }],
  [
    'raw',
    'uniprot/P12345',
    1,
    { name: 'AATM_RABIT', message: 'aspartate aminotransferase', keywords: ['enzyme'] },
  ],
  [
    'raw',
    'lab/brca-atlas',
    1,
    { name: 'Atlas', metadata: { source: 'lab', date: 'd', version: 'v', tissue: 'breast', n: 12 } },
  ],
  ['curated', 'lab/plate_7', 1, { name: '100% of plate 7', committedAt: '2027-05-05T00:00:00.000Z' }],
];

/** What every catalog finds, whatever the engine. `open` gives a new, empty one. */
export function searchSuite(name: string, open: () => Promise<Catalog>): void {
  describe(`search on ${name}`, () => {
    let catalog: Catalog;
    beforeAll(async () => {
      catalog = await open();
      for (const [layer, dataset, count, fields] of LAKE) {
        await applyBatch(catalog, sampleHistory(layer, dataset, count, fields));
      }
    });
    afterAll(() => catalog?.close());
    const found = async (filter: SearchFilter) =>
      (await searchCommits(catalog, filter)).map((hit) => hit.dataset);

    it.each([
      ['GSE2034', ['geo/GSE2034', 'geo/GSE2034.salmon']],
      ['gse20', ['geo/GSE2034', 'geo/GSE2034.salmon']],
      ['geo/GSE2034.salmon', ['geo/GSE2034.salmon']],
      ['tumor OR tumour', ['geo/GSE2034.salmon']],
      ['aminotransferases', ['uniprot/P12345']],
      ['"free survival"', ['geo/GSE2034']],
      ['"survival free"', []],
      ['atlas', ['lab/brca-atlas']],
      ['brca', ['lab/brca-atlas']],
      ['salmom', ['geo/GSE2034.salmon']],
      ['plate_7', ['lab/plate_7']],
      ['100%', ['lab/plate_7']],
      ['rabit', ['uniprot/P12345']],
      ['zebrafish', []],
      ["'", []],
      ['\\', []],
      ['& | ! ( <->', []],
    ])('%s', async (words, expected) => {
      expect((await found({ words })).toSorted()).toEqual([...expected].toSorted());
    });

    it('puts a name before a keyword before metadata', async () => {
      expect(await found({ words: 'breast' })).toEqual(['geo/GSE2034', 'lab/brca-atlas']);
      expect(await found({ words: 'breast -cancer' })).toEqual(['lab/brca-atlas']);
      const ranks = (await searchCommits(catalog, { words: 'breast' })).map((hit) => hit.rank);
      expect(ranks[0]).toBeGreaterThan(ranks[1]!);
    });

    it('filters, alone and together', async () => {
      expect((await found({ source: 'geo' })).toSorted()).toEqual(['geo/GSE2034', 'geo/GSE2034.salmon']);
      expect(await found({ source: 'geo', layer: 'processed' })).toEqual(['geo/GSE2034.salmon']);
      expect(await found({ keywords: ['microarray'] })).toEqual(['geo/GSE2034']);
      expect(await found({ keywords: ['microarray', 'enzyme'] })).toEqual([]);
      expect(await found({ metadata: { tissue: 'breast', n: '12' } })).toEqual(['lab/brca-atlas']);
      expect(await found({ metadata: { tissue: 'lung' } })).toEqual([]);
      expect(await found({ since: '2027-05-05T00:00:00.000Z' })).toEqual(['lab/plate_7']);
      expect(await found({ words: 'atlas', source: 'geo' })).toEqual([]);
      expect(await found({ words: 'atlas', limit: 0 })).toEqual([]);
    });

    it('looks at what refs name now, or at every version', async () => {
      expect((await found({ words: 'salmon' })).length).toBe(1);
      expect((await found({ words: 'salmon', history: true })).length).toBe(3);
      expect((await found({})).length).toBe(LAKE.length);
    });
  });
}
