import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { impact } from '../../src/lake/impact.ts';
import { type LineageOptions, lineage } from '../../src/lake/lineage.ts';
import { lineageLine } from '../../src/lake/lineage-line.ts';
import { promote } from '../../src/lake/promote.ts';
import type { RecordedVersion } from '../../src/lake/record-version.ts';
import { setTag } from '../../src/lake/set-tag.ts';
import { commitFiles, type TempLake, tempLake } from './temp-lake.ts';

const AUTHOR = 'Rosalind Franklin <rosalind@kcl.example>';
let lake: TempLake;
let made: Record<
  'raw1' | 'raw2' | 'mean1' | 'mean2' | 'atlas' | 'curated',
  Pick<RecordedVersion, 'id' | 'commit'>
>;
beforeEach(async () => {
  lake = tempLake();
  const pipeline = (ref: string, text: string, ...inputs: readonly RecordedVersion[]) =>
    commitFiles(lake, ref, { out: text }, { action: 'pipeline', inputs: inputs.map(({ id }) => id) });
  const raw1 = await commitFiles(lake, 'raw/geo/GSE1', { a: '1', b: 'same' });
  const raw2 = await commitFiles(lake, 'raw/geo/GSE1', { a: '2', b: 'same' });
  const mean1 = await pipeline('processed/geo/GSE1.mean', '1', raw1);
  const mean2 = await pipeline('processed/geo/GSE1.mean', '2', raw2);
  const atlas = await pipeline('processed/lab/atlas', 'x', mean1, mean2);
  const { made: curated } = await promote(lake, atlas, { author: AUTHOR, message: 'm' });
  if (curated === undefined) throw new Error('not promoted');
  made = { raw1, raw2, mean1, mean2, atlas, curated };
});
afterEach(() => lake.close());

type Name = keyof typeof made;
const nameOf = (id: string) => Object.entries(made).find(([, one]) => one.id === id)?.[0] ?? id;
const ask = (name: Name, options?: LineageOptions) => lineage(lake, made[name].id, options);
const names = async (name: Name, options?: LineageOptions) =>
  (await ask(name, options)).nodes.map(({ commit }) => nameOf(commit));

describe('lineage', () => {
  it('goes both ways, over datasets and layers, each after what it came from', async () => {
    const all = ['raw1', 'raw2', 'mean1', 'mean2', 'atlas', 'curated'];
    expect(new Set(await names('mean1'))).toEqual(new Set(['raw1', 'mean1', 'mean2', 'atlas', 'curated']));
    const { nodes, edges, unknown } = await ask('curated');
    const order = nodes.map(({ commit }) => nameOf(commit));
    expect(new Set(order)).toEqual(new Set(all));
    expect(unknown).toEqual([]);
    for (const { from, to } of edges)
      expect(order.indexOf(nameOf(from))).toBeLessThan(order.indexOf(nameOf(to)));
    expect(edges).toHaveLength(7);
  });

  it('goes one way, so many steps, and to a layer', async () => {
    expect(await names('atlas', { up: true, depth: 1 })).toEqual(['mean1', 'mean2', 'atlas']);
    expect(await names('raw2', { down: true, depth: 1 })).toEqual(['raw2', 'mean2']);
    expect(await names('atlas', { down: true })).toEqual(['atlas', 'curated']);
    expect(new Set(await names('raw1', { to: 'curated' }))).toEqual(
      new Set(['raw1', 'raw2', 'mean1', 'mean2', 'atlas', 'curated']),
    );
    // Nothing behind the nearest ones in that layer.
    expect(new Set(await names('mean2', { up: true, to: 'raw' }))).toEqual(
      new Set(['raw1', 'raw2', 'mean1', 'mean2']),
    );
    expect(await names('raw1', { to: 'archive' })).toEqual(['raw1']);
  });

  it('takes the nearest, and says that there is more', async () => {
    const near = await ask('atlas', { depth: 1 });
    expect(near.nodes.map(({ commit }) => nameOf(commit))).toEqual(['mean1', 'mean2', 'atlas', 'curated']);
    expect(near.cut).toBe(true);
    expect((await ask('atlas', { depth: 2 })).cut).toBe(false);
    const few = await ask('atlas', { up: true, depth: 9, limit: 2 });
    expect(few.nodes).toHaveLength(2);
    expect(few.cut).toBe(true);
    expect((await ask('raw1')).cut).toBe(false);
  });

  it('has a line from origin, without the versions that were not used', async () => {
    const line = async (name: Name) =>
      lineageLine(await ask(name, { up: true })).map(({ commit }) => nameOf(commit));
    expect(await line('mean1')).toEqual(['raw1', 'mean1']);
    expect(await line('mean2')).toEqual(['raw1', 'raw2', 'mean2']);
    expect((await line('curated')).at(-1)).toBe('curated');
  });
});

describe('impact', () => {
  const uses = async (name: Name, path?: string) =>
    (await impact(lake, made[name], path)).map(({ commit }) => nameOf(commit));

  it('is all that was derived from a version, not what came after it', async () => {
    await setTag(lake, 'fig3', [made.atlas.id], { actor: AUTHOR });
    const found = await impact(lake, made.raw1);
    expect(found.map(({ commit, isHead, tags }) => [nameOf(commit), isHead, tags])).toEqual([
      ['mean1', false, []],
      ['atlas', true, ['fig3']],
      ['curated', true, []],
    ]);
    expect(await uses('raw2')).toEqual(['mean2', 'atlas', 'curated']);
    expect(await uses('curated')).toEqual([]);
  });

  it('of a file is all that has its bytes, and what was derived from that', async () => {
    const found = await impact(lake, made.raw1, 'b');
    expect(found.map(({ commit, holdsFile }) => [nameOf(commit), holdsFile])).toEqual([
      ['raw2', true],
      ['mean1', false],
      ['mean2', false],
      ['atlas', false],
      ['curated', false],
    ]);
    expect(await uses('raw2', 'a')).toEqual(['mean2', 'atlas', 'curated']);
    await expect(impact(lake, made.raw1, 'c')).rejects.toMatchObject({ code: 'path-unknown' });
  });
});
