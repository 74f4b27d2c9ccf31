import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { applyBatch } from '../../src/catalog/apply-batch.ts';
import type { CommitToApply } from '../../src/catalog/batch.ts';
import type { Catalog } from '../../src/catalog/catalog.ts';
import { headsAmong } from '../../src/catalog/heads-among.ts';
import { lineageEdges } from '../../src/catalog/lineage-edges.ts';
import { lineageNodes } from '../../src/catalog/lineage-nodes.ts';
import { walkLineage } from '../../src/catalog/walk-lineage.ts';
import type { CommitId } from '../../src/records/ids.ts';
import { sampleCommit, sampleHistory, samplePage } from './sample.ts';

/** How every catalog answers what came from what. `open` gives a new, empty one. */
export function lineageSuite(name: string, open: () => Promise<Catalog>): void {
  describe(`lineage on ${name}`, () => {
    let catalog: Catalog;
    const commits = new Map<string, CommitToApply>();
    beforeAll(async () => {
      catalog = await open();
      const history = sampleHistory('raw', 'lab/a', 3);
      await applyBatch(catalog, history);
      history.commits.forEach((commit, at) => void commits.set(`a${at + 1}`, commit));
      make('mean', 'processed', ['a2']);
      make('both', 'processed', ['a3', 'mean']);
      make('curated', 'curated', ['both']);
      const lost = sampleCommit({ dataset: 'lab/lost' });
      commits.set('lost', lost);
      make('orphan', 'processed', ['lost']);
      const made = ['mean', 'both', 'curated', 'orphan'].map((each) => commits.get(each)!);
      await applyBatch(catalog, { commits: made, pages: [samplePage([])], entries: [] });
    });
    afterAll(() => catalog?.close());

    function make(dataset: string, layer: 'processed' | 'curated', inputs: readonly string[]): void {
      const from = inputs.map(id).sort();
      commits.set(
        dataset,
        sampleCommit({ dataset: `lab/${dataset}`, layer, action: 'pipeline', inputs: from }),
      );
    }
    const id = (short: string): CommitId => commits.get(short)!.id;
    const namesOf = (ids: Iterable<CommitId>) => {
      const byId = new Map([...commits].map(([short, commit]) => [commit.id, short]));
      return [...ids].map((each) => byId.get(each)).sort();
    };
    const walk = async (start: string, how: Parameters<typeof walkLineage>[2]) =>
      namesOf(await walkLineage(catalog, [id(start)], how));

    it('walks to all that a commit came from, and to all that came of it', async () => {
      expect(await walk('curated', { direction: 'up' })).toEqual([
        'a1',
        'a2',
        'a3',
        'both',
        'curated',
        'mean',
      ]);
      expect(await walk('a2', { direction: 'down' })).toEqual(['a2', 'a3', 'both', 'curated', 'mean']);
      expect(await walk('a3', { direction: 'down' })).toEqual(['a3', 'both', 'curated']);
      expect(await walk('a1', { direction: 'up' })).toEqual(['a1']);
    });

    it('walks no farther than it is told, and over inputs alone when that is asked', async () => {
      expect(await walk('curated', { direction: 'up', depth: 0 })).toEqual(['curated']);
      expect(await walk('curated', { direction: 'up', depth: 1 })).toEqual(['both', 'curated']);
      expect(await walk('curated', { direction: 'up', depth: 2 })).toEqual(['a3', 'both', 'curated', 'mean']);
      expect(await walk('a1', { direction: 'down', depth: 1 })).toEqual(['a1', 'a2']);
      expect(await walk('a2', { direction: 'down', inputsOnly: true })).toEqual([
        'a2',
        'both',
        'curated',
        'mean',
      ]);
      expect(await walk('a1', { direction: 'down', inputsOnly: true })).toEqual(['a1']);
      expect(await walkLineage(catalog, [], { direction: 'down' })).toEqual([]);
    });

    it('names what is not here, and says no more of it', async () => {
      const reached = await walkLineage(catalog, [id('orphan')], { direction: 'up' });
      expect(namesOf(reached)).toEqual(['lost', 'orphan']);
      expect(namesOf((await lineageNodes(catalog, reached)).map(({ commit }) => commit))).toEqual(['orphan']);
    });

    it('tells what each is, which came from which, and what refs name', async () => {
      const ids = ['a2', 'a3', 'mean', 'both'].map(id);
      const nodes = await lineageNodes(catalog, ids);
      expect(nodes.find(({ commit }) => commit === id('mean'))).toEqual({
        commit: id('mean'),
        dataset: 'lab/mean',
        layer: 'processed',
        action: 'pipeline',
        version: 'v1',
        name: 'mean',
        committedAt: '2026-11-22T10:11:12.345Z',
        files: 0,
        bytes: 0,
      });
      const edges = await lineageEdges(catalog, ids);
      const text = edges.map(({ from, to, kind }) => `${namesOf([from])} ${kind} of ${namesOf([to])}`).sort();
      expect(text).toEqual(['a2 input of mean', 'a2 parent of a3', 'a3 input of both', 'mean input of both']);
      expect(namesOf(await headsAmong(catalog, ids))).toEqual(['a3']);
    });

    it('is at its end also where rows that lie go in a circle', async () => {
      const [one, other] = [sampleCommit({ dataset: 'lab/x' }), sampleCommit({ dataset: 'lab/y' })];
      await applyBatch(catalog, { commits: [one, other], pages: [], entries: [] });
      const rows = [
        [one.id, other.id],
        [other.id, one.id],
      ].map(([a, b]) => sql`(decode(${a!.slice(9)}, 'hex'), 0, decode(${b!.slice(9)}, 'hex'))`);
      // Whoever owns the catalog may write so; no record can.
      await catalog.run((db) => sql`INSERT INTO dlake.commit_inputs VALUES ${sql.join(rows)}`.execute(db));
      const reached = await walkLineage(catalog, [one.id], { direction: 'up' });
      expect([...reached].sort()).toEqual([one.id, other.id].sort());
      expect(await walkLineage(catalog, [one.id], { direction: 'down', depth: 50 })).toHaveLength(2);
    });
  });
}
