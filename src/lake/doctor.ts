import { statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { catalogCounts } from '../catalog/catalog-counts.ts';
import { probeLock } from '../catalog/pglite/probe-lock.ts';
import { DlakeError } from '../errors.ts';
import { type FolderFacts, probeFolder } from '../store/folder/probe-folder.ts';
import { ignoresLake, isInGit } from './git-ignore.ts';
import { hostFolders } from './host-folders.ts';
import type { LakeHost } from './lake.ts';
import { dlakeFolder, type LakeFile, readLakeFile, storeFolder } from './lake-file.ts';
import { onNetwork } from './on-network.ts';
import { openLake } from './open-lake.ts';
import { isOpenToGroup } from './share-folder.ts';

/** What `doctor` looked at: `fail` breaks a promise, `warn` costs time or comfort. */
export interface Finding {
  readonly check:
    | 'lake'
    | 'store'
    | 'link'
    | 'flush'
    | 'reflink'
    | 'space'
    | 'shared'
    | 'lock'
    | 'catalog'
    | 'git';
  readonly state: 'ok' | 'warn' | 'fail';
  /** Values that belong to the finding, for words: a path, a number, a reason. */
  readonly facts: Readonly<Record<string, string | number>>;
}

/** A commit of a small dataset needs little; less than this is a disk about to be full. */
const LITTLE_SPACE = 1024 ** 3;

/** Looks at a lake on this host and at the machine under it. Throws `lake-not-found` and `lake-invalid` only. */
export async function doctor(root: string, host: LakeHost): Promise<readonly Finding[]> {
  const file = readLakeFile(root);
  const store = storeFolder(root, file);
  return [
    { check: 'lake', state: 'ok', facts: { id: file.id, root, host: host.host } },
    ...storeFindings(store, probeFolder(store)),
    ...sharingFindings(root, file, store),
    ...gitFindings(root),
    ...(await lockFindings(root, host)),
    await catalogFinding(root, host),
  ];
}

function storeFindings(folder: string, facts: FolderFacts): Finding[] {
  if (facts.unwritable !== undefined)
    return [{ check: 'store', state: 'fail', facts: { folder, reason: facts.unwritable } }];
  return [
    { check: 'store', state: 'ok', facts: { folder } },
    { check: 'link', state: facts.link ? 'ok' : 'fail', facts: { folder } },
    { check: 'flush', state: facts.flush ? 'ok' : 'fail', facts: { folder } },
    // Most file systems have no reflinks: that is no fault, copies cost their size.
    { check: 'reflink', state: 'ok', facts: { shared: facts.reflink ? 'yes' : 'no' } },
    { check: 'space', state: facts.free < LITTLE_SPACE ? 'warn' : 'ok', facts: { free: facts.free } },
  ];
}

/** In a lake that a group shares: whether all of the group, this user too, can work in it. */
function sharingFindings(root: string, { shared }: LakeFile, store: string): Finding[] {
  if (shared === undefined) return [];
  const inside = dlakeFolder(root);
  const closed = [inside, join(inside, 'state'), store].find((folder) => !isOpenToGroup(folder));
  if (closed !== undefined) return [{ check: 'shared', state: 'fail', facts: { folder: closed } }];
  const { gid } = statSync(store);
  const isMember =
    process.getuid?.() === 0 || process.getgid?.() === gid || process.getgroups?.().includes(gid);
  return [{ check: 'shared', state: isMember === true ? 'ok' : 'fail', facts: { gid } }];
}

/** Said only where there is something to say: on disks of one's own locks work. */
async function lockFindings(root: string, host: LakeHost): Promise<Finding[]> {
  const { catalog } = hostFolders(root, host);
  const folder = dirname(catalog);
  const locks = await probeLock(folder);
  if (!locks) return [{ check: 'lock', state: 'fail', facts: { folder } }];
  if (onNetwork(folder)) return [{ check: 'lock', state: 'warn', facts: { folder } }];
  return onNetwork(dlakeFolder(root)) ? [{ check: 'lock', state: 'ok', facts: { folder } }] : [];
}

function gitFindings(root: string): Finding[] {
  if (!isInGit(root)) return [];
  return [
    { check: 'git', state: ignoresLake(root) ? 'ok' : 'warn', facts: { path: join(root, '.gitignore') } },
  ];
}

async function catalogFinding(root: string, host: LakeHost): Promise<Finding> {
  const { catalog: folder } = hostFolders(root, host);
  const lake = await openLake(root, host);
  try {
    const { commits, refs } = await catalogCounts(await lake.catalog());
    return { check: 'catalog', state: 'ok', facts: { folder, mode: host.catalogMode, commits, refs } };
  } catch (error) {
    if (!(error instanceof DlakeError)) throw error;
    return {
      check: 'catalog',
      state: 'fail',
      facts: {
        folder,
        mode: host.catalogMode,
        reason: 'reason' in error.data ? error.data.reason : error.code,
      },
    };
  } finally {
    await lake.close();
  }
}
