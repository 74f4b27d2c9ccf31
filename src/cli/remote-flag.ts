import * as Flags from '@oclif/core/flags';

/** For commands that ask another lake as they ask this one. */
export const remoteFlag = Flags.string({ summary: 'Ask this remote, not the lake here', helpValue: 'NAME' });
