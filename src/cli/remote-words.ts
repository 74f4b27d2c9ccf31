import type { LocalLake } from '../lake/lake.ts';
import { refArgument } from '../lake/ref-argument.ts';
import type { Ref } from '../records/ref.ts';
import type { Remote } from '../sync/remote.ts';
import { remoteNamed } from '../sync/remotes-file.ts';

/** `[REMOTE] [REF]...` as typed: a word without a slash can only be a remote. Throws `remote-unknown`, `ref-invalid`. */
export async function remoteWords(
  lake: LocalLake,
  words: readonly string[],
): Promise<{ readonly remote: Remote; readonly refs: readonly Ref[] }> {
  const [first] = words;
  const named = first === undefined || first.includes('/') ? undefined : first;
  const texts = named === undefined ? words : words.slice(1);
  const refs: Ref[] = [];
  for (const text of texts) refs.push(await refArgument(lake, text));
  return { remote: remoteNamed(lake.root, named), refs };
}
