import { jsonMap, keyValues } from './key-values.ts';
import { day } from './moment.ts';

/** What the flags of `commit` say of a version. */
export interface MetadataFlags {
  readonly url?: string | undefined;
  readonly attest?: string | undefined;
  readonly meta?: readonly string[] | undefined;
  readonly 'meta-json'?: string | undefined;
  readonly date?: string | undefined;
}

/** The metadata that flags give a version. Throws `usage-invalid`. */
export const commitMetadata = (flags: MetadataFlags) => ({
  ...(flags.url === undefined ? {} : { url: flags.url }),
  ...(flags.attest === undefined ? {} : { attested: flags.attest }),
  ...keyValues('meta', flags.meta ?? []),
  ...jsonMap('meta-json', flags['meta-json']),
  ...(flags.date === undefined ? {} : { date: day('date', flags.date) }),
});
