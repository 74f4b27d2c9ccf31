import * as Flags from '@oclif/core/flags';
import { VERIFY_FORMATS } from '../format/verify-report.ts';
import { lockFlag } from './lock-flag.ts';
import { remoteFlag } from './remote-flag.ts';

/** The flags of `verify`. */
export const VERIFY_FLAGS = {
  remote: remoteFlag,
  worktree: Flags.boolean({
    summary: 'Verify the files in the worktree, against what was checked out or committed',
    exclusive: ['remote', 'repair'],
  }),
  level: Flags.option({
    summary: 'How closely to look at a remote: that files are there, by its checksums, or every byte',
    options: ['exists', 'checksum', 'full'] as const,
    default: 'full' as const,
  })(),
  repair: Flags.boolean({ summary: 'Bring what is damaged or missing from the other lake' }),
  from: Flags.string({
    summary: 'The remote to bring it from; by default the only one, or origin',
    helpValue: 'REMOTE',
    dependsOn: ['repair'],
    exclusive: ['remote'],
  }),
  sample: Flags.string({ summary: 'Only a part, drawn by a seed', helpValue: 'PERCENT' }),
  seed: Flags.string({ summary: 'Draw the same sample again', dependsOn: ['sample'] }),
  locked: Flags.boolean({
    summary: 'Verify the files of the pins in dlake.lock, without any lake',
    exclusive: ['remote', 'repair', 'sample', 'worktree'],
  }),
  file: { ...lockFlag, dependsOn: ['locked'] },
  only: Flags.string({
    summary: 'Only paths that fit',
    helpValue: 'GLOB',
    multiple: true,
    multipleNonGreedy: true,
    dependsOn: ['locked'],
  }),
  junit: Flags.string({ summary: 'Write the report as JUnit XML to this file too', helpValue: 'FILE' }),
  format: Flags.option({ summary: 'How to report', options: VERIFY_FORMATS, default: 'text' })(),
  signatures: Flags.boolean({
    summary: 'See whether allowed people signed the versions; no bytes are read',
    dependsOn: ['allowed'],
    exclusive: ['worktree', 'repair', 'sample', 'locked', 'junit', 'format', 'level'],
  }),
  allowed: Flags.string({
    summary: 'Whose signatures count, as ssh-keygen lists allowed signers',
    helpValue: 'FILE',
    dependsOn: ['signatures'],
  }),
};
