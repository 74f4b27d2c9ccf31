import * as Flags from '@oclif/core/flags';
import { jobsFlag } from './jobs-flag.ts';
import { keyFlag } from './signing-key.ts';

/** The flags of `commit`. */
export const COMMIT_FLAGS = {
  message: Flags.string({ char: 'm', summary: 'Why this version is', required: true }),
  as: Flags.string({ summary: 'The ref, for data that is not in its place in the lake', helpValue: 'REF' }),
  name: Flags.string({ summary: 'What people call the dataset; by default its id' }),
  keyword: Flags.string({ summary: 'A free word to find it by', multiple: true, multipleNonGreedy: true }),
  meta: Flags.string({
    summary: 'Metadata, as tissue=breast; version=2026_03 names the version',
    helpValue: 'K=V',
    multiple: true,
    multipleNonGreedy: true,
  }),
  'meta-json': Flags.string({ summary: 'Metadata with structure, as a JSON object', helpValue: 'JSON' }),
  from: Flags.string({
    summary: 'What the data was derived from',
    helpValue: 'REV',
    multiple: true,
    multipleNonGreedy: true,
  }),
  param: Flags.string({
    summary: 'A parameter of what made it',
    helpValue: 'K=V',
    multiple: true,
    multipleNonGreedy: true,
  }),
  'param-json': Flags.string({ summary: 'Parameters with structure, as a JSON object', helpValue: 'JSON' }),
  action: Flags.option({
    summary: 'How it came to be; by default pipeline with --from, collection for a download, else manual',
    options: ['collection', 'pipeline', 'manual'] as const,
  })(),
  attest: Flags.string({ summary: 'Why data without inputs enters processed', helpValue: 'REASON' }),
  url: Flags.string({ summary: 'Where it was downloaded from' }),
  checksums: Flags.string({
    summary: 'The sums that its source published: any common form',
    helpValue: 'FILE',
    multiple: true,
    multipleNonGreedy: true,
  }),
  update: Flags.boolean({ summary: 'Add or replace these files, delete none' }),
  'allow-delete': Flags.boolean({ summary: 'Let the new version lack files of the one before' }),
  'allow-empty': Flags.boolean({ summary: 'Record a version without files' }),
  'follow-symlinks': Flags.boolean({
    summary: 'Take the files that links lead to, from now on in this folder',
  }),
  force: Flags.boolean({
    summary: 'Take files that look damaged: an HTML page under another name, a broken gzip',
  }),
  'link-mode': Flags.option({
    summary:
      'How files get into the store, or that they stay where they are; by default what `dlake config linkMode` says',
    options: ['copy', 'hardlink', 'reference'] as const,
  })(),
  author: Flags.string({ summary: 'Who commits', helpValue: '"NAME <EMAIL>"' }),
  date: Flags.string({ summary: 'The day that the data is of', helpValue: 'ISO' }),
  to: Flags.string({
    summary: 'Send the bytes to this remote as they are hashed, and keep none of them here',
    helpValue: 'REMOTE',
  }),
  'dry-run': Flags.boolean({
    char: 'n',
    summary: 'Of objects in S3, say what would be read, and commit nothing',
  }),
  sign: Flags.boolean({ summary: 'Sign the version, with --key or what `dlake config signingKey` names' }),
  key: { ...keyFlag, dependsOn: ['sign'] },
  jobs: jobsFlag,
};
