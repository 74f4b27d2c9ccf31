import type { VersionFacts } from '../lake/version-facts.ts';
import type { Commit } from '../records/commit.ts';

const NUMBERED = /^v([1-9][0-9]{0,8})$/;

/**
 * What a merge says of itself (format, "Commit"): `manual`, with the inputs of both sides, our metadata and name, the
 * keywords of both, and a number that neither side has borne.
 */
export function mergeFacts(
  ours: Commit,
  theirs: Commit,
  { author, remote }: { readonly author: string; readonly remote: string },
): VersionFacts {
  const { version, ...metadata } = ours.metadata;
  const number = Math.max(numberOf(version), numberOf(theirs.metadata.version));
  const inputs = [...new Set([...(ours.inputs ?? []), ...(theirs.inputs ?? [])])];
  return {
    action: 'manual',
    author,
    message: `Merge ${version} with ${theirs.metadata.version} of ${remote}`,
    name: ours.name,
    keywords: [...new Set([...(ours.keywords ?? []), ...(theirs.keywords ?? [])])],
    ...(inputs.length === 0 ? {} : { inputs }),
    metadata: { ...metadata, version: `v${number + 1}` },
  };
}

const numberOf = (version: string): number => Number(NUMBERED.exec(version)?.[1] ?? 0);
