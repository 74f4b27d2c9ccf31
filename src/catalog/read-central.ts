import type { Catalog } from './catalog.ts';
import type { Central } from './make-central.ts';
import { readSetting } from './setting.ts';

/** What a central catalog says of its lake; undefined in one that was not made to be central. */
export async function readCentral(catalog: Catalog): Promise<Central | undefined> {
  return await catalog.run(async (db) => {
    const [lake, store] = [await readSetting(db, 'lake'), await readSetting(db, 'store')];
    return lake === undefined || store === undefined ? undefined : { lake, store };
  });
}
