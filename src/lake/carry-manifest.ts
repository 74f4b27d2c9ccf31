import { DlakeError } from '../errors.ts';
import type { Commit, FreeMap } from '../records/commit.ts';
import type { ManifestChange } from '../records/diff-manifests.ts';
import type { CommitId } from '../records/ids.ts';
import { datasetOf, type Ref, refSubject, refText } from '../records/ref.ts';
import { sortUtf8 } from '../records/utf8-order.ts';
import type { Lake } from './lake.ts';
import { namingAgain } from './naming-again.ts';
import { type CommitWithId, readCommit } from './read-commit.ts';
import { recordVersion, type VersionToRecord } from './record-version.ts';
import { refCommit } from './ref-head.ts';

/** What a version that carries another's files says for itself. */
export interface CarryFacts {
  readonly author: string;
  readonly message: string;
  /** Laid over the metadata of the version whose files are carried; a version's name may be among it. */
  readonly metadata: FreeMap;
  readonly name?: string;
  /** Beside those of the version whose files are carried. */
  readonly keywords?: readonly string[];
  readonly announce?: VersionToRecord['announce'];
}

/** A version that was recorded by carrying files on, or the newest one when that says it all already. */
export interface CarriedVersion {
  readonly id: CommitId;
  readonly commit: Commit;
  /** How its files differ from those of the version before. */
  readonly changes: readonly ManifestChange[];
  readonly newObjects: number;
  readonly newBytes: number;
  readonly unchanged: boolean;
}

/**
 * Records a new version on a ref that carries the files of a version of that ref, with its action, inputs, run
 * and checks: this is what `annotate` and `revert` do. `settle` sees the newest version before anything is done,
 * and tells how the files will change.
 */
export async function carryManifest(
  lake: Lake,
  ref: Ref,
  source: CommitWithId,
  facts: CarryFacts,
  settle: (newest: CommitWithId) => Promise<readonly ManifestChange[]>,
): Promise<CarriedVersion> {
  if (source.commit.layer !== ref.layer || datasetOf(ref) !== source.commit.dataset) {
    throw new DlakeError('rule-refused', {
      subject: refText(ref),
      rule: 'only a version of the same ref can be carried on',
    });
  }
  const head = await refCommit(lake, ref);
  const newest = await readCommit(lake, head.commit, ref.layer);
  const changes = await settle(newest);
  const said = saidAnew(source.commit, facts);
  if (changes.length === 0 && saysAll(newest.commit, said)) {
    await lake.store.logs.settle(ref.layer, refSubject(ref));
    return { ...newest, changes, newObjects: 0, newBytes: 0, unchanged: true };
  }
  const session = await lake.store.session(ref.layer);
  try {
    const { manifest: root, files, bytes } = source.commit;
    const record = () =>
      recordVersion(lake, session, {
        ref,
        content: { root, files, bytes },
        head,
        parents: [head.commit],
        facts: said,
        ...(facts.announce && { announce: facts.announce }),
      });
    const made = await (source.id === head.commit ? record() : namingAgain(lake, ref, source.id, record));
    return {
      id: made.id,
      commit: made.commit,
      changes,
      newObjects: made.objects,
      newBytes: made.bytes,
      unchanged: false,
    };
  } finally {
    await session.close();
  }
}

function saidAnew(source: Commit, facts: CarryFacts) {
  const { action, inputs, parameters, run, checks, expected, metadata } = source;
  const { version: _, ...kept } = metadata;
  return {
    action,
    ...(inputs === undefined ? {} : { inputs }),
    ...(parameters === undefined ? {} : { parameters }),
    ...(run === undefined ? {} : { run }),
    ...(checks === undefined ? {} : { checks }),
    ...(expected === undefined ? {} : { expected }),
    author: facts.author,
    message: facts.message,
    name: facts.name ?? source.name,
    keywords: sortUtf8(new Set([...(source.keywords ?? []), ...(facts.keywords ?? [])])),
    metadata: { ...kept, ...facts.metadata },
  };
}

/** Whether a version has this name, these keywords and this metadata already. */
function saysAll(newest: Commit, said: ReturnType<typeof saidAnew>): boolean {
  const same = (a: unknown, b: unknown) => JSON.stringify(a) === JSON.stringify(b);
  const entries = Object.entries(said.metadata);
  return (
    newest.name === said.name &&
    same(newest.keywords ?? [], said.keywords) &&
    entries.every(([key, value]) => same(newest.metadata[key], value))
  );
}
