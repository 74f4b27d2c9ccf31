import {
  chmodSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import type { LocalLake } from '../../src/lake/lake.ts';
import { type CommitWithId, readCommit } from '../../src/lake/read-commit.ts';
import { refCommit } from '../../src/lake/ref-head.ts';
import { parseRef } from '../../src/records/parse-ref.ts';
import type { Ref } from '../../src/records/ref.ts';
import { sortUtf8 } from '../../src/records/utf8-order.ts';
import { type CheckedOut, type CheckoutOptions, checkout } from '../../src/worktree/checkout.ts';
import { type CommitOptions, type CommittedFolder, commitFolder } from '../../src/worktree/commit-folder.ts';
import { type FolderStatus, folderStatus } from '../../src/worktree/status.ts';
import { ownFolder, type WorktreeFolder } from '../../src/worktree/worktree-folder.ts';
import { tempLake } from '../lake/temp-lake.ts';

/** A lake on a memory store with the worktree folder of one ref, which need not be there yet. */
export interface TempWorktree {
  readonly lake: LocalLake;
  readonly ref: Ref;
  readonly folder: WorktreeFolder;
  /** The absolute path of something in the folder. */
  at(path: string): string;
  write(path: string, bytes: string | Uint8Array, mode?: number): void;
  commit(options?: Partial<CommitOptions>): Promise<CommittedFolder>;
  head(): Promise<CommitWithId>;
  checkout(version: CommitWithId, options?: CheckoutOptions): Promise<CheckedOut>;
  status(): Promise<FolderStatus>;
  close(): Promise<void>;
}

/** Makes one; close it. */
export function tempWorktree(lake: LocalLake = tempLake(), text = 'raw/lab/plates'): TempWorktree {
  const ref = parseRef(text);
  const folder = ownFolder(lake.root, ref);
  const at = (path: string) => join(folder.path, path);
  return {
    lake,
    ref,
    folder,
    at,
    write: (path, bytes, mode) => {
      mkdirSync(dirname(at(path)), { recursive: true });
      writeFileSync(at(path), bytes);
      if (mode !== undefined) chmodSync(at(path), mode);
    },
    commit: (options = {}) =>
      commitFolder(lake, {
        place: { folder, paths: undefined },
        facts: { action: 'manual', author: 'Ada Lovelace <ada@example.org>', message: 'a version' },
        update: false,
        allowDelete: true,
        allowEmpty: false,
        followSymlinks: false,
        linkMode: 'copy',
        checks: { lists: [], gzip: false, force: false },
        ...options,
      }),
    head: async () => readCommit(lake, (await refCommit(lake, ref)).commit),
    checkout: (version, options) => checkout(lake, version, folder, options),
    status: () => folderStatus(lake, ref),
    close: () => lake.close(),
  };
}

/** What a folder holds: by path the text of a file, `-> target` of a symlink; `.dlake` left out. */
export function contentOf(folder: string): Readonly<Record<string, string>> {
  const found: [string, string][] = [];
  const visit = (prefix: string) => {
    for (const name of sortUtf8(readdirSync(join(folder, prefix)))) {
      const path = `${prefix}${name}`;
      if (name === '.dlake') continue;
      const stat = lstatSync(join(folder, path));
      if (stat.isDirectory()) visit(`${path}/`);
      else if (stat.isSymbolicLink()) found.push([path, `-> ${readlinkSync(join(folder, path))}`]);
      else found.push([path, readFileSync(join(folder, path), 'utf8')]);
    }
  };
  visit('');
  return Object.fromEntries(found);
}
