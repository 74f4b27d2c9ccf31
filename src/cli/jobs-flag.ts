import * as Flags from '@oclif/core/flags';

/** For commands that send to a server or bring from it. */
export const jobsFlag = Flags.integer({
  char: 'j',
  summary: 'How many requests go to the server at once',
  helpValue: 'N',
  min: 1,
  max: 256,
});
