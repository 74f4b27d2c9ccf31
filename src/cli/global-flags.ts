import * as Flags from '@oclif/core/flags';

/** The flags that every command has. */
export const GLOBAL_FLAGS = {
  json: Flags.boolean({ summary: 'Give the result, or the error, as JSON', helpGroup: 'GLOBAL' }),
  quiet: Flags.boolean({ char: 'q', summary: 'Say nothing but results and errors', helpGroup: 'GLOBAL' }),
  'no-color': Flags.boolean({ summary: 'Use no colors (also: NO_COLOR)', helpGroup: 'GLOBAL' }),
  lake: Flags.string({
    summary: 'Use the lake in this folder, not the one around the current folder (also: DLAKE_LAKE)',
    helpValue: 'DIR',
    helpGroup: 'GLOBAL',
  }),
  verbose: Flags.boolean({
    summary: 'Show where an internal error comes from (also: DLAKE_DEBUG)',
    helpGroup: 'GLOBAL',
  }),
};
