import { DlakeError } from '../errors.ts';
import type { BlobId, CommitId } from '../records/ids.ts';
import { type Ref, refText } from '../records/ref.ts';
import { keepRelied } from './keep-relied.ts';
import { KnownAtRemotes } from './known-at-remotes.ts';
import type { Lake } from './lake.ts';
import { readCommit } from './read-commit.ts';
import { unwalkedFiles } from './unwalked-files.ts';

/** Files that are asked for at once. */
const AT_ONCE = 32_768;

/**
 * Has a ref name an earlier version of it again, by `move`, while nobody frees what that names.
 * Throws `rule-refused` when its bytes were freed since, but for those that a remote was seen to have.
 */
export async function namingAgain<T>(lake: Lake, ref: Ref, to: CommitId, move: () => Promise<T>): Promise<T> {
  const session = await lake.store.session(ref.layer);
  try {
    session.hold();
    await expectHere(lake, ref, to);
    const moved = await move();
    await keepRelied(lake, ref.layer, to, undefined);
    return moved;
  } finally {
    await session.close();
  }
}

async function expectHere(lake: Lake, ref: Ref, to: CommitId): Promise<void> {
  const { commit } = await readCommit(lake, to, ref.layer);
  const known = new KnownAtRemotes(lake, ref);
  let waiting: BlobId[] = [];
  const ask = async () => {
    for (const id of await lake.store.missing(ref.layer, waiting)) {
      if (await known.object(ref.layer, id)) continue;
      const rule =
        'bytes that this version names are not here any more: gc frees what a ref named before it ended';
      throw new DlakeError('rule-refused', { subject: refText(ref), rule });
    }
    waiting = [];
  };
  for await (const files of unwalkedFiles(lake, ref.layer, commit.manifest, new Set())) {
    waiting.push(...files.map(({ blob }) => blob));
    if (waiting.length >= AT_ONCE) await ask();
  }
  if (waiting.length > 0) await ask();
}
