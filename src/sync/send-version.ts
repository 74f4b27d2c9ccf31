import { DlakeError } from '../errors.ts';
import type { Lake } from '../lake/lake.ts';
import { type CommitWithId, findCommit } from '../lake/read-commit.ts';
import { type RefHead, refHead } from '../lake/ref-head.ts';
import { refOfDataset } from '../records/parse-ref.ts';
import { type Ref, refText } from '../records/ref.ts';
import type { CallOptions } from '../store/contract.ts';
import { copyVersions } from './copy-versions.ts';
import { isBehind } from './is-behind.ts';
import { push } from './push.ts';
import { track } from './tracked-refs.ts';

type NamedLake = { readonly name: string; readonly lake: Lake };

/**
 * Moves a ref of a remote to a version that no ref here names yet, after all that it lacks of it was sent, and notes
 * here that it was seen there. Where the ref there names a version of the same content on the same parent, an earlier
 * run was cut off after it had sent it: that one is brought here and given back. Throws `remote-moved`.
 */
export async function sendVersion(
  local: Lake,
  remote: NamedLake,
  version: CommitWithId,
  options: CallOptions & { readonly actor: string },
): Promise<CommitWithId> {
  const ref = refOfDataset(version.commit.layer, version.commit.dataset);
  const theirs = await refHead(remote.lake, ref);
  const twin = await twinOf(remote.lake, version, theirs);
  if (twin !== undefined) {
    await bring(local, remote.lake, twin, options);
    await track(local, remote.name, { ref, commit: twin.id }, options.actor);
    return twin;
  }
  const { refs } = await push(local, remote, [ref], { ...options, to: version.id });
  for (const { result, reason = '' } of refs)
    if (result === 'rejected')
      throw new DlakeError('remote-moved', { remote: remote.name, ref: refText(ref), reason });
  return version;
}

/** Whether the next version of a ref here may follow what the ref names at a remote. Throws `remote-moved`. */
export async function checkStanding(local: Lake, remote: NamedLake, ref: Ref, actor: string): Promise<void> {
  const theirs = await refHead(remote.lake, ref);
  if (theirs?.commit === undefined || (await isBehind(local, ref, theirs.commit))) return;
  const ours = await refHead(local, ref);
  const found = await findCommit(remote.lake, theirs.commit, ref.layer);
  // What an earlier run of the same author sent follows the ref here: that may be what is committed now.
  if (found?.commit.author === actor && found.commit.parents?.[0] === ours?.commit) return;
  const { actor: by, at } = theirs.moved.entry;
  const reason = `${by} moved the ref at ${at}`;
  throw new DlakeError('remote-moved', { remote: remote.name, ref: refText(ref), reason });
}

async function twinOf(
  remote: Lake,
  { id, commit }: CommitWithId,
  theirs: RefHead | undefined,
): Promise<CommitWithId | undefined> {
  if (theirs?.commit === undefined || theirs.commit === id) return undefined;
  const found = await findCommit(remote, theirs.commit, commit.layer);
  const same = found?.commit.manifest === commit.manifest && found.commit.dataset === commit.dataset;
  return same && found.commit.parents?.[0] === commit.parents?.[0] ? found : undefined;
}

/** Brings the records of a version whose pages are here. */
async function bring(
  local: Lake,
  remote: Lake,
  version: CommitWithId,
  { signal }: CallOptions,
): Promise<void> {
  const { layer, manifest } = version.commit;
  const session = await local.store.session(layer, signal && { signal });
  try {
    await copyVersions(remote, local, session, [version], { base: manifest, ...(signal && { signal }) });
    await session.flush();
  } finally {
    await session.close();
  }
}
