import { DlakeError, isDlakeError } from '../errors.ts';
import type { CommitId, IdText } from '../records/ids.ts';
import { cidText, commitId, isBlobId } from '../records/ids.ts';
import { LAYERS } from '../records/layers.ts';
import { parseRevision } from '../records/parse-revision.ts';
import { type Dataset, datasetOf, type Ref, refSubject, refText } from '../records/ref.ts';
import type { Revision } from '../records/revision.ts';
import { ancestors, firstParents } from './ancestors.ts';
import type { Lake } from './lake.ts';
import { findTag } from './list-tags.ts';
import { entriesBack, logHead } from './log-head.ts';
import { nearRefs } from './near-refs.ts';
import { type CommitWithId, findCommit, readCommit } from './read-commit.ts';
import { refCommit, refHead } from './ref-head.ts';

/** A commit that a revision names, and the file in it when the revision goes on with one. */
export interface Resolved extends CommitWithId {
  readonly path?: string;
}

/** The one commit that a revision names. Throws what `resolveAll` does, and `revision-ambiguous` for a tag over several. */
export async function resolveRevision(lake: Lake, text: string): Promise<Resolved> {
  const [first, ...more] = await resolveAll(lake, text);
  if (first === undefined) throw new DlakeError('revision-unknown', { revision: text });
  if (more.length > 0) throw ambiguous(text, [first, ...more]);
  return first;
}

/**
 * The commits that a revision names: one, or all those of a tag. Throws `revision-invalid`, `ref-invalid`,
 * `revision-unknown`, `revision-ambiguous`, `dataset-ambiguous`, `ref-unknown`, `ref-ended`.
 */
export async function resolveAll(lake: Lake, text: string): Promise<readonly Resolved[]> {
  const revision = parseRevision(text);
  const found: Resolved[] = [];
  for (const start of await startsOf(lake, revision)) {
    const versioned =
      revision.version === undefined ? start : await versionBehind(lake, text, start, revision.version);
    const commit =
      revision.back === undefined ? versioned : await goBack(lake, text, versioned, revision.back);
    found.push(revision.path === undefined ? commit : { ...commit, path: revision.path });
  }
  return found;
}

/** The ref of this dataset; throws `dataset-ambiguous` when several layers have it, `ref-unknown` when none does. */
export async function refOfDatasetAnywhere(lake: Lake, dataset: Dataset): Promise<Ref> {
  const refs: Ref[] = [];
  for (const layer of LAYERS) {
    const head = await refHead(lake, { layer, ...dataset });
    if (head?.commit !== undefined) refs.push(head.ref);
  }
  const [only, ...more] = refs;
  if (only === undefined)
    throw new DlakeError('ref-unknown', { ref: datasetOf(dataset), near: await nearRefs(lake, dataset) });
  if (more.length > 0)
    throw new DlakeError('dataset-ambiguous', { dataset: datasetOf(dataset), refs: refs.map(refText) });
  return only;
}

async function startsOf(lake: Lake, revision: Revision): Promise<readonly CommitWithId[]> {
  const { start, text } = revision;
  if (start.kind === 'name') return named(lake, text, start);
  if (start.kind === 'remote') {
    const head = await logHead(lake, 'raw', `remotes/${start.remote}/${refText(start.ref)}`);
    if (head?.entry.to === undefined) throw new DlakeError('revision-unknown', { revision: text });
    return [await readCommit(lake, head.entry.to, start.ref.layer)];
  }
  const ref = start.kind === 'ref' ? start.ref : await refOfDatasetAnywhere(lake, start.dataset);
  const id =
    revision.at === undefined
      ? (await refCommit(lake, ref)).commit
      : await commitAt(lake, ref, revision.at, text);
  return [await readCommit(lake, id, ref.layer)];
}

/** What a ref named at a time, by the claims of its log. */
async function commitAt(lake: Lake, ref: Ref, at: string, text: string): Promise<CommitId> {
  for await (const { entry } of entriesBack(lake, ref.layer, refSubject(ref))) {
    if (entry.at > at || (entry.kind !== 'move' && entry.kind !== 'end')) continue;
    if (entry.to !== undefined) return entry.to;
    break;
  }
  throw new DlakeError('revision-unknown', { revision: text });
}

async function versionBehind(
  lake: Lake,
  text: string,
  start: CommitWithId,
  version: string,
): Promise<CommitWithId> {
  const found: CommitWithId[] = [];
  for await (const commit of ancestors(lake, start.id, start.commit.layer)) {
    if (commit.commit.metadata.version === version) found.push(commit);
  }
  const [only, ...more] = found;
  if (only === undefined) throw new DlakeError('revision-unknown', { revision: text });
  if (more.length > 0) throw ambiguous(text, found);
  return only;
}

async function goBack(lake: Lake, text: string, start: CommitWithId, back: number): Promise<CommitWithId> {
  let left = back;
  for await (const commit of firstParents(lake, start.id, start.commit.layer)) {
    if (left === 0) return commit;
    left -= 1;
  }
  throw new DlakeError('revision-unknown', { revision: text });
}

async function named(
  lake: Lake,
  text: string,
  start: { readonly tag?: string; readonly id?: IdText },
): Promise<readonly CommitWithId[]> {
  const tag = start.tag === undefined ? undefined : await findTag(lake, start.tag);
  if (tag !== undefined) return Promise.all(tag.commits.map((id) => readCommit(lake, id)));
  const found = start.id === undefined ? [] : await commitsWithPrefix(lake, start.id);
  if (found.length > 1) throw ambiguous(text, found);
  if (found.length === 0) {
    // A dataset's id alone is a natural thing to type.
    const near = start.tag === undefined ? [] : await nearRefs(lake, { source: '', externalId: start.tag });
    throw new DlakeError('revision-unknown', { revision: text, ...(near.length === 0 ? {} : { near }) });
  }
  return found;
}

/** Prefixes that fit more objects than this are too short to be looked into. */
const CANDIDATES = 64;

async function commitsWithPrefix(lake: Lake, { hex, codec }: IdText): Promise<CommitWithId[]> {
  if (codec === 'raw') return [];
  if (hex.length === 64) {
    const exact = await commitOrNothing(lake, commitId(hex));
    return exact === undefined ? [] : [exact];
  }
  const found = new Map<CommitId, CommitWithId>();
  for (const layer of LAYERS) {
    for (const id of await lake.store.withPrefix(layer, hex, CANDIDATES)) {
      const commit = isBlobId(id) ? undefined : await commitOrNothing(lake, id as CommitId);
      if (commit !== undefined) found.set(commit.id, commit);
    }
  }
  return [...found.values()];
}

/** A commit, or undefined when there is no such record or it is a manifest page. */
async function commitOrNothing(lake: Lake, id: CommitId): Promise<CommitWithId | undefined> {
  try {
    return await findCommit(lake, id);
  } catch (error) {
    if (isDlakeError(error, 'record-invalid')) return undefined;
    throw error;
  }
}

function ambiguous(revision: string, found: readonly CommitWithId[]): DlakeError {
  const candidates = found.map(
    ({ id, commit }) => `${commit.layer}/${commit.dataset}@${commit.metadata.version} ${cidText(id)}`,
  );
  return new DlakeError('revision-ambiguous', { revision, candidates });
}
