import type { Commit } from './commit.ts';
import { commitSchema } from './commit-schema.ts';
import { checkDefinition } from './definition.ts';
import type { BlobId, CommitId, ManifestId } from './ids.ts';
import { type Link, linkedId } from './link.ts';
import { openRecord } from './open-record.ts';

/**
 * The commit that these bytes are. Throws `record-invalid` with the reason unless they are the canonical bytes
 * of a commit of version 1, `format-too-new` for a later version.
 */
export function decodeCommit(bytes: Uint8Array): Commit {
  const record = openRecord(bytes, 'commit');
  checkDefinition(commitSchema, 'commit', record);
  const { v, type, manifest, parents, inputs, expected, ...rest } = record;
  const { list, ...grades } = (expected ?? {}) as { list?: Link };
  return {
    ...(rest as unknown as Commit),
    manifest: linkedId(manifest as Link) as ManifestId,
    ...(parents === undefined ? {} : { parents: commitIds(parents as readonly Link[]) }),
    ...(inputs === undefined ? {} : { inputs: commitIds(inputs as readonly Link[]) }),
    ...(list === undefined
      ? {}
      : {
          expected: {
            ...(grades as Pick<NonNullable<Commit['expected']>, 'grades'>),
            list: linkedId(list) as BlobId,
          },
        }),
  };
}

const commitIds = (links: readonly Link[]): CommitId[] => links.map((link) => linkedId(link) as CommitId);
