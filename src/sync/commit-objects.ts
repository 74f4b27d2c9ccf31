import { checkDeletions } from '../lake/check-deletions.ts';
import { checkFacts } from '../lake/check-facts.ts';
import type { LocalLake } from '../lake/lake.ts';
import { type CommitWithId, readCommit } from '../lake/read-commit.ts';
import { pageReader } from '../lake/read-page.ts';
import { recordVersion } from '../lake/record-version.ts';
import { refHead } from '../lake/ref-head.ts';
import type { VersionFacts } from '../lake/version-facts.ts';
import type { Commit, Grade } from '../records/commit.ts';
import type { PathChange } from '../records/diff-manifests.ts';
import { encodeExpectedList } from '../records/expected-list.ts';
import { blobIdOf, type CommitId } from '../records/ids.ts';
import { ManifestBuilder } from '../records/manifest-builder.ts';
import type { ManifestEntry } from '../records/manifest-entry.ts';
import { mergeChanges } from '../records/merge-changes.ts';
import { type Ref, refSubject } from '../records/ref.ts';
import { compareUtf8 } from '../records/utf8-order.ts';
import type { CallOptions, Session } from '../store/contract.ts';
import { RelaySession } from '../store/relay/relay-session.ts';
import type { SourceObject } from '../store/s3/source/source-object.ts';
import type { WorkProgress } from '../store/work-progress.ts';
import type { RemoteDestination } from './destination.ts';
import type { Source } from './open-source.ts';
import { type TakenObject, takeObjects } from './take-objects.ts';

export interface CommitObjectsOptions extends CallOptions {
  readonly ref: Ref;
  readonly facts: VersionFacts;
  readonly allowDelete: boolean;
  /** Where the bytes go, if not into the lake here. */
  readonly destination?: RemoteDestination;
  readonly onProgress?: (done: WorkProgress) => void;
}

/** What a commit of objects came to. */
export interface CommittedObjects {
  readonly id: CommitId;
  readonly commit: Commit;
  readonly changes: readonly PathChange[];
  readonly newObjects: number;
  readonly newBytes: number;
  readonly unchanged: boolean;
}

/**
 * Records objects of an S3 server as the next version of a ref. Throws, having changed nothing: `ref-moved`,
 * `remote-moved`, `deletions-need-consent`, `usage-invalid`, `admission-refused`, and what `takeObjects` throws.
 */
export async function commitObjects(
  lake: LocalLake,
  source: Source,
  objects: readonly SourceObject[],
  options: CommitObjectsOptions,
): Promise<CommittedObjects> {
  const { ref, facts, destination, signal } = options;
  const { layer } = ref;
  checkFacts(lake, ref, facts);
  const head = await refHead(lake, ref);
  const before = head?.commit === undefined ? undefined : await readCommit(lake, head.commit, layer);
  const here = await lake.store.session(layer, signal && { signal });
  const session = destination === undefined ? here : await destination.session(here);
  try {
    const target =
      session instanceof RelaySession
        ? session.there
        : { session, lacking: (ids: readonly TakenObject['blob'][]) => lake.store.missing(layer, ids) };
    const taken = [...(await takeObjects(source, objects, target, options))];
    taken.sort((a, b) => compareUtf8(a.path, b.path));
    const builder = new ManifestBuilder((page) => session.put(page.id, page.bytes));
    for (const entry of entriesOf(taken)) builder.add(entry);
    const content = builder.finish();
    const changes = await mergeChanges(
      before?.commit.manifest,
      inBatches(entriesOf(taken)),
      pageReader(lake, layer),
      (path, was, now): PathChange => ({ path, before: was && true, after: now && true }),
    );
    if (before !== undefined && content.root === before.commit.manifest)
      return await unchanged(lake, ref, before);
    if (before !== undefined && !options.allowDelete) checkDeletions(ref, before.commit.files, changes);
    const {
      objects: newObjects,
      bytes: newBytes,
      ...recorded
    } = await recordVersion(lake, session, {
      ref,
      content,
      head,
      parents: before === undefined ? [] : [before.id],
      facts: { ...facts, expected: expectedOf(session, taken) },
      ...(destination && { send: destination.send }),
    });
    return { ...recorded, changes, newObjects, newBytes, unchanged: false };
  } finally {
    await session.close();
  }
}

async function unchanged(lake: LocalLake, ref: Ref, before: CommitWithId): Promise<CommittedObjects> {
  await lake.store.logs.settle(ref.layer, refSubject(ref));
  return { ...before, changes: [], newObjects: 0, newBytes: 0, unchanged: true };
}

function* entriesOf(taken: readonly TakenObject[]): Iterable<ManifestEntry> {
  for (const { path, blob, size } of taken) yield { path, blob, size };
}

async function* inBatches(entries: Iterable<ManifestEntry>): AsyncIterable<readonly ManifestEntry[]> {
  yield [...entries];
}

/** Puts the list of what the server said of each object into the session. */
function expectedOf(session: Session, taken: readonly TakenObject[]): NonNullable<Commit['expected']> {
  const bytes = encodeExpectedList(taken.map(({ expected }) => expected));
  const list = blobIdOf(bytes);
  session.put(list, bytes);
  const grades: Partial<Record<Grade, number>> = {};
  for (const { expected } of taken) grades[expected.grade] = (grades[expected.grade] ?? 0) + 1;
  return { list, grades };
}
