import type { CborMap } from './cbor-value.ts';
import type { Commit, Encoded } from './commit.ts';
import { commitSchema } from './commit-schema.ts';
import { checkDefinition } from './definition.ts';
import { type CommitId, commitId } from './ids.ts';
import { linkTo } from './link.ts';
import { recordBytes } from './open-record.ts';
import { sha256Hex } from './sha256.ts';

/** The canonical bytes of a commit and its id; throws `record-invalid` when it is not a commit of version 1. */
export function encodeCommit(commit: Commit): Encoded<CommitId> {
  const record = commitRecord(commit);
  checkDefinition(commitSchema, 'commit', record);
  const bytes = recordBytes(record, 'commit');
  return { id: commitId(sha256Hex(bytes)), bytes };
}

/** A commit in its DAG-JSON form. */
export function commitRecord(commit: Commit): CborMap {
  const { manifest, parents, inputs, expected, ...rest } = commit;
  return {
    v: 1,
    type: 'commit',
    ...(rest as CborMap),
    manifest: linkTo(manifest),
    ...(parents === undefined ? {} : { parents: parents.map(linkTo) }),
    ...(inputs === undefined ? {} : { inputs: inputs.map(linkTo) }),
    ...(expected === undefined ? {} : { expected: { ...expected, list: linkTo(expected.list) } }),
  };
}
