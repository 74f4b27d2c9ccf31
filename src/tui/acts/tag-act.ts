import { count } from '../../format/count.ts';
import { safe } from '../../format/safe-text.ts';
import type { CommitWithId } from '../../lake/read-commit.ts';
import { setTag } from '../../lake/set-tag.ts';
import type { ActHost, ActOutcome } from './act-host.ts';

/** Names versions together. Throws `rule-refused` where the name stands for others. */
export async function tagAct(
  { lake, author }: ActHost,
  { name, versions }: { readonly name: string; readonly versions: readonly CommitWithId[] },
): Promise<ActOutcome> {
  const ids = versions.map(({ id }) => id);
  await setTag(lake, name, ids, { actor: await author() });
  return { tone: 'good', text: safe`${name} names ${count(ids.length, 'version')}` };
}
