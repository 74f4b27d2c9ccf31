import type { CommitWithId } from '../../lake/read-commit.ts';

/** Something that is to be done to the lake, with all that it needs. */
export type ActRequest =
  | { readonly act: 'commit'; readonly ref: string; readonly message: string }
  | { readonly act: 'promote'; readonly version: CommitWithId; readonly reason: string }
  | { readonly act: 'get' | 'drop'; readonly version: CommitWithId }
  | { readonly act: 'checkout'; readonly version: CommitWithId }
  | { readonly act: 'tag'; readonly name: string; readonly versions: readonly CommitWithId[] }
  | { readonly act: 'verify'; readonly version: CommitWithId }
  | { readonly act: 'fetch' }
  | { readonly act: 'pull'; readonly ref: string }
  | { readonly act: 'push'; readonly ref: string };

/** The name of an act: it is that of the command. */
export type ActName = ActRequest['act'];
