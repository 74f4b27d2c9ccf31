import type { Lake } from '../lake/lake.ts';
import { findTag, listTags, type Tag } from '../lake/list-tags.ts';
import { logHead } from '../lake/log-head.ts';
import { findCommit } from '../lake/read-commit.ts';
import { setTag } from '../lake/set-tag.ts';

/** A tag that names something else in the other lake; it was left as it is there. */
export interface TagConflict {
  readonly tag: string;
  readonly reason: string;
}

/**
 * Brings the tags of one lake to another: those whose commits it has, and that never were there. One that
 * stands there for something else, or has ended there, stays as it is.
 */
export async function copyTags(from: Lake, to: Lake, actor: string): Promise<readonly TagConflict[]> {
  const conflicts: TagConflict[] = [];
  for (const tag of await listTags(from)) {
    const standing = await findTag(to, tag.name);
    if (standing !== undefined) {
      if (standing.commits.join() !== tag.commits.join())
        conflicts.push({ tag: tag.name, reason: 'it names other versions there' });
    } else if ((await logHead(to, 'raw', `tags/${tag.name}`)) !== undefined) {
      conflicts.push({ tag: tag.name, reason: 'it has ended there' });
    } else if (await hasCommits(to, tag)) {
      await setTag(to, tag.name, tag.commits, {
        actor,
        ...(tag.reason === undefined ? {} : { reason: tag.reason }),
      });
    }
  }
  return conflicts;
}

async function hasCommits(lake: Lake, { commits }: Tag): Promise<boolean> {
  for (const id of commits) if ((await findCommit(lake, id)) === undefined) return false;
  return true;
}
