import { applyBatch } from '../../../src/catalog/apply-batch.ts';
import { fetch, refsWithNews } from '../../../src/sync/fetch.ts';
import { shapeOf } from './dataset-shapes.ts';
import type { SimulatedLab } from './simulated-lab.ts';
import { refOf, syntheticDataset } from './synthetic-dataset.ts';

/** Refs that move while a client is away, and by how many versions. */
const REFS = 500;
const VERSIONS = 3;

/** Seconds that a client needs to see what is new. */
export interface FetchTimes {
  /** `fetch` of these refs for the first time, with their history so far. */
  readonly first: number;
  /** To hear that nothing happened. */
  readonly nothing: number;
  /** To hear which refs moved, and to have their new versions. */
  readonly news: number;
}

/** A client that knows 500 refs, is away while each of them gets three versions more, and comes back. */
export async function fetchNews(
  { catalog, lake, local }: SimulatedLab,
  datasets: number,
): Promise<FetchTimes> {
  const remote = { name: `lab${datasets}`, lake };
  const numbers = Array.from({ length: REFS }, (_, at) => 11 + Math.floor((at * (datasets - 11)) / REFS));
  const options = { actor: 'Bench <bench@example.org>' };
  const first = await seconds(() => fetch(local, remote, numbers.map(refOf), options));
  const { cursor } = await lake.store.logs.changes();
  const nothing = await seconds(async () => void (await refsWithNews(lake, cursor)));
  for (const n of numbers) {
    const shape = shapeOf(n);
    const { commits, entries, pages } = syntheticDataset(n, shape, shape.versions + VERSIONS);
    await applyBatch(catalog, {
      commits: commits.slice(-VERSIONS),
      pages: pages.slice(-2 * VERSIONS),
      entries: entries.slice(-VERSIONS),
    });
  }
  let objects = 0;
  const news = await seconds(async () => {
    const { refs } = await refsWithNews(lake, cursor);
    const fetched = await fetch(local, remote, refs, options);
    objects = fetched.objectsReceived;
  });
  if (objects !== REFS * VERSIONS) throw new Error(`${objects} versions came, not ${REFS * VERSIONS}`);
  return { first, nothing, news };
}

async function seconds(work: () => Promise<unknown>): Promise<number> {
  const start = performance.now();
  await work();
  return (performance.now() - start) / 1000;
}
