import { applyBatch } from '../../../src/catalog/apply-batch.ts';
import type { Batch, CommitToApply, EntryToApply, PageToApply } from '../../../src/catalog/batch.ts';
import type { Catalog } from '../../../src/catalog/catalog.ts';
import { type PlacedFile, placeFiles } from '../../../src/catalog/place-files.ts';
import type { ObjectId } from '../../../src/records/ids.ts';
import { sha256Hex } from '../../../src/records/sha256.ts';
import { inFlight } from '../../../src/store/in-flight.ts';
import { type DatasetShape, type SyntheticDataset, syntheticDataset } from './synthetic-dataset.ts';

/** Versions that go into the catalog together, and batches that do at once. */
const COMMITS_AT_ONCE = 2000;
const BATCHES_AT_ONCE = 2;

/** How much there is of what. */
export interface Loaded {
  readonly commits: number;
  readonly entries: number;
}

/**
 * Brings datasets into a catalog by the functions that a rebuild of it uses, and says of each that it lies in a pack.
 * The packs' keys are made up, since no bytes are stored; all else is as it would be.
 */
export async function loadDatasets(
  catalog: Catalog,
  from: number,
  to: number,
  shapeOf: (n: number) => DatasetShape,
): Promise<Loaded> {
  let [commits, entries] = [0, 0];
  const tasks = function* () {
    for (const group of groupsOf(from, to, shapeOf)) {
      for (const one of group) {
        commits += one.commits.length;
        entries += one.files;
      }
      yield () => load(catalog, group);
    }
  };
  for await (const _ of inFlight(tasks(), BATCHES_AT_ONCE));
  return { commits, entries };
}

function* groupsOf(
  from: number,
  to: number,
  shapeOf: (n: number) => DatasetShape,
): Iterable<readonly SyntheticDataset[]> {
  let group: SyntheticDataset[] = [];
  let size = 0;
  for (let n = from; n < to; n++) {
    const dataset = syntheticDataset(n, shapeOf(n));
    group.push(dataset);
    size += dataset.commits.length;
    if (size < COMMITS_AT_ONCE) continue;
    yield group;
    group = [];
    size = 0;
  }
  if (group.length > 0) yield group;
}

async function load(catalog: Catalog, group: readonly SyntheticDataset[]): Promise<void> {
  await placeFiles(catalog, 'raw', group.flatMap(packsOf));
  await applyBatch(catalog, joined(group));
}

const joined = (group: readonly SyntheticDataset[]): Batch => ({
  commits: group.flatMap((one): readonly CommitToApply[] => one.commits),
  pages: group.flatMap((one): readonly PageToApply[] => one.pages),
  entries: group.flatMap((one): readonly EntryToApply[] => one.entries),
});

/** A pack of blobs and one of records. */
function packsOf({ commits, pages, stored }: SyntheticDataset): readonly PlacedFile[] {
  return [
    packOf([...stored]),
    packOf([...commits.map(({ id }) => id), ...new Set(pages.map(({ id }) => id))]),
  ];
}

function packOf(ids: readonly ObjectId[]): PlacedFile {
  const objects = ids.map((id, at) => ({ id, offset: 1000 * at, length: 1000 }));
  return { kind: 'pack', key: sha256Hex(`pack of ${ids.join()}`), size: 1000 * ids.length + 200, objects };
}
