import { DlakeError } from '../errors.ts';
import type { CommitId } from '../records/ids.ts';
import { linkTo } from '../records/link.ts';
import { nameProblem } from '../records/names.ts';
import { sortUtf8 } from '../records/utf8-order.ts';
import { appendEntry } from './append-entry.ts';
import type { Lake } from './lake.ts';
import { findTag, type Tag } from './list-tags.ts';
import { logHead } from './log-head.ts';
import type { EntryFacts } from './next-entry.ts';

/** Who sets or removes a tag, and why. */
export interface TagFacts {
  readonly actor: string;
  readonly reason?: string;
}

/**
 * Sets a tag over commits of any datasets. One that stands is moved only with a reason (`rule-refused`), one
 * that names these commits already is left as it is. Throws `ref-moved` when somebody was faster.
 */
export async function setTag(
  lake: Lake,
  name: string,
  commits: readonly CommitId[],
  facts: TagFacts,
): Promise<Tag> {
  const problem = nameProblem(name);
  if (problem !== undefined)
    throw new DlakeError('usage-invalid', { reason: `The name of a tag ${problem}: ${name}` });
  const wanted = sortUtf8(new Set(commits)) as CommitId[];
  const standing = await findTag(lake, name);
  if (standing !== undefined && standing.commits.join() === wanted.join()) return standing;
  if (standing !== undefined && facts.reason === undefined) {
    throw new DlakeError('rule-refused', {
      subject: `tag ${name}`,
      rule: 'a tag that stands is moved only with a reason (-m)',
    });
  }
  const { at } = await append(lake, name, { kind: 'move', data: { commits: wanted.map(linkTo) }, ...facts });
  return { name, commits: wanted, at, ...facts };
}

/** Ends a tag. Throws `revision-unknown` when there is none, `ref-moved` when somebody was faster. */
export async function removeTag(lake: Lake, name: string, facts: TagFacts): Promise<void> {
  if ((await findTag(lake, name)) === undefined) throw new DlakeError('revision-unknown', { revision: name });
  await append(lake, name, { kind: 'end', ...facts });
}

async function append(lake: Lake, name: string, facts: EntryFacts): Promise<{ at: string }> {
  const subject = `tags/${name}`;
  const made = await appendEntry(lake, 'raw', subject, await logHead(lake, 'raw', subject), facts);
  if (made === undefined) throw new DlakeError('ref-moved', { ref: `tag ${name}` });
  return made.entry;
}
