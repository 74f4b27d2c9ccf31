import type { Commit, FreeMap } from '../records/commit.ts';
import type { CommitId, ManifestId } from '../records/ids.ts';
import { datasetOf, type Ref } from '../records/ref.ts';
import { sortUtf8 } from '../records/utf8-order.ts';

/** What a version says of itself; what is left out is filled in. */
export interface VersionFacts
  extends Partial<
    Pick<Commit, 'inputs' | 'parameters' | 'run' | 'checks' | 'expected' | 'name' | 'keywords'>
  > {
  readonly action: Commit['action'];
  readonly author: string;
  readonly message: string;
  /** `metadata.source`, `date` and `version` default to the dataset's source, today, and the next number. */
  readonly metadata?: FreeMap;
}

/** The rest of a version: its content, where it goes, what it follows, and its name. */
export interface VersionFrame {
  readonly ref: Ref;
  readonly content: { readonly root: ManifestId; readonly files: number; readonly bytes: number };
  readonly parents: readonly CommitId[];
  /** Its name, unless the facts have one. */
  readonly version: string;
  readonly now: Date;
}

/** The commit that says these facts. */
export function commitOf({ ref, content, parents, version, now }: VersionFrame, facts: VersionFacts): Commit {
  const at = now.toISOString();
  const { metadata = {}, keywords = [], inputs = [], checks = [], name, ...rest } = facts;
  return {
    dataset: datasetOf(ref),
    layer: ref.layer,
    manifest: content.root,
    files: content.files,
    bytes: content.bytes,
    ...(parents.length > 0 ? { parents } : {}),
    ...rest,
    ...(inputs.length > 0 ? { inputs: [...new Set(inputs)].sort() } : {}),
    ...(checks.length > 0 ? { checks } : {}),
    metadata: { source: ref.source, date: at.slice(0, 10), version, ...metadata } as Commit['metadata'],
    name: name ?? ref.externalId,
    ...(keywords.length > 0 ? { keywords: sortUtf8(new Set(keywords)) } : {}),
    committedAt: at,
  };
}
