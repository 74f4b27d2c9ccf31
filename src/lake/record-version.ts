import type { Commit } from '../records/commit.ts';
import { encodeCommit } from '../records/encode-commit.ts';
import type { CommitId, ManifestId } from '../records/ids.ts';
import type { Ref } from '../records/ref.ts';
import type { Session } from '../store/contract.ts';
import { admit } from './admission.ts';
import { checkFacts } from './check-facts.ts';
import type { Lake } from './lake.ts';
import { moveRef } from './move-ref.ts';
import type { CommitWithId } from './read-commit.ts';
import type { RefHead } from './ref-head.ts';
import { commitOf, type VersionFacts } from './version-facts.ts';
import { versionAfter } from './version-name.ts';
import { refuseWithdrawn } from './withdraw/refuse-withdrawn.ts';

/** A dataset version to be recorded: its content, where it goes, what it follows. */
export interface VersionToRecord {
  readonly ref: Ref;
  readonly content: { readonly root: ManifestId; readonly files: number; readonly bytes: number };
  /** Where the ref stood when the parents were chosen. */
  readonly head: RefHead | undefined;
  /** The first is the base. */
  readonly parents: readonly CommitId[];
  readonly facts: VersionFacts;
  /** Why the ref moves, for its log, when it is not simply a new version. */
  readonly reason?: string;
  /** Told of the version once it is durable, before the ref moves to it. */
  readonly announce?: (next: NextVersion) => void;
  /**
   * Brings the version elsewhere once it is durable, before the ref moves. Gives the version that the ref is to name:
   * another one where an earlier run brought one of the same content, which is durable here too then.
   */
  readonly send?: (version: CommitWithId) => Promise<CommitWithId>;
}

/** The version that a ref is about to name, and the one that it names until then. */
export interface NextVersion {
  readonly from: CommitId | undefined;
  readonly commit: CommitId;
  readonly manifest: ManifestId;
}

/** What was recorded. */
export interface RecordedVersion {
  readonly id: CommitId;
  readonly commit: Commit;
  readonly objects: number;
  readonly bytes: number;
}

/**
 * Records a version: makes the commit, has its layer admit it, makes all that the session took durable, and
 * moves the ref, in this order. Throws `usage-invalid`, `admission-refused`,
 * `rule-refused`, `withdrawn`, `ref-moved`; then nothing changed.
 */
export async function recordVersion(
  lake: Lake,
  session: Session,
  version: VersionToRecord,
): Promise<RecordedVersion> {
  checkFacts(lake, version.ref, version.facts);
  const commit = await makeCommit(lake, version);
  await admit(lake, commit);
  const made = encodeCommit(commit);
  session.put(made.id, made.bytes);
  const flushed = await session.flush();
  await refuseWithdrawn(lake, commit);
  const sent = await version.send?.({ id: made.id, commit });
  const named = sent ?? { id: made.id, commit };
  version.announce?.({ from: version.head?.commit, commit: named.id, manifest: commit.manifest });
  await moveRef(lake, version.ref, version.head, named.id, {
    actor: version.facts.author,
    ...(version.reason === undefined ? {} : { reason: version.reason }),
  });
  return { ...named, ...flushed };
}

async function makeCommit(lake: Lake, { ref, content, parents, facts }: VersionToRecord): Promise<Commit> {
  const wanted = facts.metadata?.version;
  const version = await versionAfter(lake, ref, parents[0], typeof wanted === 'string' ? wanted : undefined);
  return commitOf({ ref, content, parents, version, now: lake.now() }, facts);
}
