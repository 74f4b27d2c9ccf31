import { safe } from '../format/safe-text.ts';
import type { CommittedFolder } from '../worktree/commit-folder.ts';
import type { Output } from './output.ts';

/** Warns of what a commit came upon and took all the same. */
export function warnOfCommit(
  output: Output,
  { notDownloaded, folded, notLinked }: Pick<CommittedFolder, 'notDownloaded' | 'folded' | 'notLinked'>,
): void {
  output.warnOfEach(
    notDownloaded,
    (name) => safe`The source published a sum for ${name}, which is not here.`,
  );
  output.warnOfEach(
    folded,
    ([one, other]) => safe`Some file systems take these two for one: ${one} and ${other}`,
  );
  output.warnOfEach(
    notLinked,
    (path) =>
      safe`${path} could not be linked with the store, which is on another file system, or the file is another user's: it was copied.`,
  );
}
