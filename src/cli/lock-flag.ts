import * as Flags from '@oclif/core/flags';

/** For commands that work on a lock file. */
export const lockFlag = Flags.string({
  summary: 'The lock file; default: dlake.lock here',
  helpValue: 'FILE',
});
