import type { Lake } from '../lake/lake.ts';
import type { CommitWithId } from '../lake/read-commit.ts';
import type { CopyProgress } from './copy-progress.ts';
import { type CopyOptions, copyVersions } from './copy-versions.ts';

/** What a copy would bring. */
export interface PlannedCopy extends CopyProgress {
  /** Files whose bytes would come, by the first path that each of them has, in the order of the walk. */
  readonly files: readonly { readonly path: string; readonly bytes: number }[];
  /** How many files there are besides those that are listed. */
  readonly moreFiles: number;
}

/** So many files are listed for a ref. */
const LISTED = 1000;

/** What `copyVersions` would copy; `to` is absent for a receiver that has nothing yet. Throws what it throws. */
export async function planCopy(
  from: Lake,
  to: Lake | undefined,
  versions: readonly CommitWithId[],
  options: Pick<CopyOptions, 'base' | 'recordsOnly' | 'signal'>,
): Promise<PlannedCopy> {
  const files: PlannedCopy['files'][number][] = [];
  let moreFiles = 0;
  const onLacking: CopyOptions['onLacking'] = ({ path }, bytes) => {
    if (path === '') return;
    if (files.length < LISTED) files.push({ path, bytes });
    else moreFiles += 1;
  };
  const counted = await copyVersions(from, to, undefined, versions, { ...options, onLacking });
  return { ...counted, files, moreFiles };
}
