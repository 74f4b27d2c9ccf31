import type { Commit } from '../records/commit.ts';
import { type CommitId, cidText } from '../records/ids.ts';

/** A commit as every front end gives it to programs: ids are CIDs, sizes bytes, times ISO 8601 UTC. */
export interface CommitJson {
  readonly id: string;
  readonly ref: string;
  readonly dataset: string;
  readonly layer: string;
  readonly version: string;
  readonly action: string;
  readonly parents: readonly string[];
  readonly inputs: readonly string[];
  readonly metadata: Commit['metadata'];
  readonly name: string;
  readonly keywords: readonly string[];
  readonly author: string;
  readonly message: string;
  readonly committedAt: string;
  readonly files: number;
  readonly bytes: number;
}

/** A commit with all that `show` adds. */
export interface CommitDetailJson extends CommitJson {
  readonly manifest: string;
  readonly parameters: Commit['parameters'] & object;
  readonly run?: Commit['run'];
  readonly checks?: Commit['checks'];
  readonly expected: { readonly list: string; readonly grades: Readonly<Record<string, number>> } | null;
}

/** The form of a commit in lists. */
export function commitJson(id: CommitId, commit: Commit): CommitJson {
  return {
    id: cidText(id),
    ref: `${commit.layer}/${commit.dataset}`,
    dataset: commit.dataset,
    layer: commit.layer,
    version: commit.metadata.version,
    action: commit.action,
    parents: (commit.parents ?? []).map(cidText),
    inputs: (commit.inputs ?? []).map(cidText),
    metadata: commit.metadata,
    name: commit.name,
    keywords: commit.keywords ?? [],
    author: commit.author,
    message: commit.message,
    committedAt: commit.committedAt,
    files: commit.files,
    bytes: commit.bytes,
  };
}

/** The form of one commit alone. */
export function commitDetailJson(id: CommitId, commit: Commit): CommitDetailJson {
  const { manifest, parameters = {}, run, checks, expected } = commit;
  return {
    ...commitJson(id, commit),
    manifest: cidText(manifest),
    parameters,
    ...(run === undefined ? {} : { run }),
    ...(checks === undefined ? {} : { checks }),
    expected: expected === undefined ? null : { list: cidText(expected.list), grades: expected.grades },
  };
}
