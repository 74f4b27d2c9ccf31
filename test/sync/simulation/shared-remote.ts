import { mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { initLake } from '../../../src/lake/init-lake.ts';
import type { Lake, LakeHost } from '../../../src/lake/lake.ts';
import { openLake } from '../../../src/lake/open-lake.ts';
import { rebuild } from '../../../src/lake/rebuild.ts';

/** The lake that all clients of a simulation share. */
export interface SharedRemote {
  /** Its address, as it follows `dlake remote add NAME`. */
  readonly address: readonly string[];
  /** What the command line needs in its environment to reach it. */
  readonly env: Readonly<Record<string, string>>;
  /** Opens it as a client on this host does. */
  open(host: LakeHost): Promise<Lake>;
  /** Makes its catalog again from its store alone, and tells what was refused. */
  rebuild(host: LakeHost): Promise<readonly unknown[]>;
  close(): Promise<void>;
}

/** A lake in a folder, as on a NAS. */
export async function folderRemote(folder: string, host: LakeHost): Promise<SharedRemote> {
  mkdirSync(folder);
  const root = join(folder, 'lake');
  await initLake(root, host, { actor: 'The Lab <lab@example.org>' });
  return {
    address: [root],
    env: {},
    open: (as) => openLake(root, as),
    rebuild: async (as) => {
      const lake = await openLake(root, as);
      try {
        return (await rebuild(lake)).refused;
      } finally {
        await lake.close();
      }
    },
    close: async () => rmSync(folder, { recursive: true }),
  };
}
