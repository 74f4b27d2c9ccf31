import type { LocalLake } from '../../../src/lake/lake.ts';
import { syntheticDataset } from '../scale/synthetic-dataset.ts';

/** Datasets that are made together. */
const AT_ONCE = 5000;

/** Puts datasets with one version each into a lake: their records and logs, and none of their files. */
export async function fillLake(lake: LocalLake, datasets: number): Promise<void> {
  for (let from = 0; from < datasets; from += AT_ONCE) {
    const made = Array.from({ length: Math.min(AT_ONCE, datasets - from) }, (_, at) =>
      syntheticDataset(from + at, { files: 4, versions: 1 }),
    );
    const session = await lake.store.session('raw');
    for (const { pages, commits } of made)
      for (const { id, bytes } of [...pages, ...commits]) session.put(id, bytes);
    await session.flush();
    await lake.store.logs.appendAll(
      made.flatMap(({ entries }) =>
        entries.map(({ layer, subject, bytes, entry: { seq } }) => ({ layer, subject, bytes, seq })),
      ),
    );
    await session.close();
  }
}
