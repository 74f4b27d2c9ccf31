import type { CommitId } from '../records/ids.ts';
import type { FileEntry } from '../records/manifest-entry.ts';
import type { Ref } from '../records/ref.ts';
import type { CallOptions } from '../store/contract.ts';
import type { Amount } from './disk-use.ts';
import { KnownAtRemotes } from './known-at-remotes.ts';
import type { Lake } from './lake.ts';
import { findCommit } from './read-commit.ts';
import { unwalkedFiles } from './unwalked-files.ts';

/** What of a version is not here: absent was seen at a remote, missing nobody is known to have. */
export interface LackingBytes {
  readonly absent: Amount;
  readonly missing: Amount;
}

/** Files that are looked up at once. */
const AT_ONCE = 32_768;

/**
 * What a lake lacks of the files of a version, where what is only referred to or was withdrawn is not lacking; a blob counts once in
 * 32,768 files. Undefined where the version has more files than `limit`, or is not here.
 */
export async function lackingBytes(
  lake: Lake,
  ref: Ref,
  id: CommitId,
  { limit, signal }: CallOptions & { readonly limit: number },
): Promise<LackingBytes | undefined> {
  const commit = (await findCommit(lake, id, ref.layer))?.commit;
  if (commit === undefined || commit.files > limit) return undefined;
  const known = new KnownAtRemotes(lake, ref);
  const withdrawn = await lake.store.withdrawn?.();
  const absent = { files: 0, bytes: 0 };
  const missing = { files: 0, bytes: 0 };
  const look = async (files: readonly FileEntry[]) => {
    signal?.throwIfAborted();
    const sizes = new Map(files.map(({ blob, size }) => [blob, size]));
    // Not `missing`: whoever asks that brings back what is being freed.
    const held = await lake.store.sizes(ref.layer, [...sizes.keys()]);
    const gone = [...sizes.keys()].filter((blob) => !held.has(blob));
    const referred = lake.store.references?.only(ref.layer, gone);
    for (const blob of gone) {
      if (referred?.has(blob) || withdrawn?.has(blob)) continue;
      const size = sizes.get(blob) ?? 0;
      const amount = (await known.object(ref.layer, blob)) ? absent : missing;
      amount.files += 1;
      amount.bytes += size;
    }
  };
  let waiting: FileEntry[] = [];
  for await (const files of unwalkedFiles(lake, ref.layer, commit.manifest, new Set())) {
    waiting.push(...files);
    if (waiting.length < AT_ONCE) continue;
    await look(waiting);
    waiting = [];
  }
  await look(waiting);
  return { absent, missing };
}
