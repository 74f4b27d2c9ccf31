import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { initLake } from '../../src/lake/init-lake.ts';
import type { LakeHost, LocalLake } from '../../src/lake/lake.ts';
import { openLake } from '../../src/lake/open-lake.ts';

/** A host that keeps everything below a lake's root. */
export const hostAt = (root: string): LakeHost => ({
  host: 'test',
  cache: join(root, 'host-cache'),
  runtime: join(root, 'run'),
  catalogMode: 'inline',
  now: () => new Date('2026-11-22T10:00:00.000Z'),
});

/** A lake on a folder store in a new temporary folder; closing it removes all of it. */
export async function folderLake(): Promise<LocalLake> {
  const root = mkdtempSync(join(tmpdir(), 'dlake-worktree-'));
  await initLake(root, hostAt(root), { actor: 'Ada Lovelace <ada@example.org>' });
  const lake = await openLake(root, hostAt(root));
  return {
    ...lake,
    close: async () => {
      await lake.close();
      rmSync(root, { recursive: true, force: true });
    },
  };
}
