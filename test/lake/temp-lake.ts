import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Catalog } from '../../src/catalog/catalog.ts';
import { openCatalog } from '../../src/catalog/open-catalog.ts';
import type { Lake, LocalLake } from '../../src/lake/lake.ts';
import { type RecordedVersion, recordVersion } from '../../src/lake/record-version.ts';
import { refHead } from '../../src/lake/ref-head.ts';
import { type RolledForward, rollForward } from '../../src/lake/roll-forward.ts';
import type { VersionFacts } from '../../src/lake/version-facts.ts';
import { withdrawnBlobs } from '../../src/lake/withdraw/withdrawn-blobs.ts';
import { blobIdOf } from '../../src/records/ids.ts';
import { ManifestBuilder } from '../../src/records/manifest-builder.ts';
import { parseRef } from '../../src/records/parse-ref.ts';
import { sortUtf8 } from '../../src/records/utf8-order.ts';
import { openMemoryStore } from '../../src/store/memory/open-memory-store.ts';
import { withdrawnStore } from '../../src/store/withdrawn-store.ts';

/** A lake on a memory store and a new PGlite catalog, with a clock that steps a second at each look. */
export interface TempLake extends LocalLake {
  /** What the last roll forward said. */
  rolled(): RolledForward | undefined;
}

/** Makes a temp lake; close it. */
export function tempLake(): TempLake {
  let folder = mkdtempSync(join(tmpdir(), 'dlake-lake-'));
  let clock = Date.parse('2026-11-22T10:00:00.000Z');
  let catalog: Promise<Catalog> | undefined;
  let rolled: RolledForward | undefined;
  const store = openMemoryStore();
  const lake: TempLake = {
    root: folder,
    id: '00000000-0000-4000-8000-000000000000',
    store: withdrawnStore(store, withdrawnBlobs(store.logs)),
    now: () => {
      clock += 1000;
      return new Date(clock);
    },
    catalog: async () => {
      catalog ??= openCatalog({
        mode: 'inline',
        folder: join(folder, 'catalog'),
        runtime: folder,
        lake: lake.id,
      });
      rolled = await rollForward(lake, await catalog);
      return catalog;
    },
    rolled: () => rolled,
    emptyCatalog: async () => {
      await (await catalog)?.close();
      rmSync(folder, { recursive: true });
      folder = mkdtempSync(join(tmpdir(), 'dlake-lake-'));
      catalog = openCatalog({
        mode: 'inline',
        folder: join(folder, 'catalog'),
        runtime: folder,
        lake: lake.id,
      });
      return catalog;
    },
    close: async () => {
      await (await catalog)?.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
  return lake;
}

const AUTHOR = 'Rosalind Franklin <rosalind@kcl.example>';

/** Records a version of a ref made of these files, on top of where it stands. */
export async function commitFiles(
  lake: Lake,
  ref: string,
  files: Readonly<Record<string, string>>,
  facts: Partial<VersionFacts> = {},
): Promise<RecordedVersion> {
  const parsed = parseRef(ref);
  const session = await lake.store.session(parsed.layer);
  try {
    const builder = new ManifestBuilder((page) => session.put(page.id, page.bytes));
    for (const path of sortUtf8(Object.keys(files))) {
      const bytes = Buffer.from(files[path] as string);
      session.put(blobIdOf(bytes), bytes);
      builder.add({ path, blob: blobIdOf(bytes), size: bytes.length });
    }
    const head = await refHead(lake, parsed);
    return await recordVersion(lake, session, {
      ref: parsed,
      content: builder.finish(),
      head,
      parents: head?.commit === undefined ? [] : [head.commit],
      facts: { action: 'manual', author: AUTHOR, message: 'a version', ...facts },
    });
  } finally {
    await session.close();
  }
}
