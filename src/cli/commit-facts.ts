import type { VersionFacts } from '../lake/version-facts.ts';
import { commitMetadata, type MetadataFlags } from './commit-metadata.ts';
import { commitParameters } from './commit-parameters.ts';

/** What the flags of `commit` say of a version besides its files. Throws `usage-invalid`. */
export const commitFacts = (
  flags: MetadataFlags & {
    readonly message: string;
    readonly keyword?: string[] | undefined;
    readonly name?: string | undefined;
    readonly param?: string[] | undefined;
    readonly 'param-json'?: string | undefined;
  },
  known: Pick<VersionFacts, 'action' | 'author' | 'inputs'>,
): VersionFacts => ({
  ...known,
  message: flags.message,
  ...commitParameters(flags),
  keywords: flags.keyword ?? [],
  ...(flags.name === undefined ? {} : { name: flags.name }),
  metadata: commitMetadata(flags),
});
