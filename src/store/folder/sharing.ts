/** Who may use a store's files: their owner's umask decides, or everybody of the folder's group may. */
export type Sharing = 'private' | 'group';

/** The mode of an object, a log entry and everything else that is never written again. */
export const objectMode = (sharing: Sharing): number => (sharing === 'group' ? 0o440 : 0o444);

/** The mode that folders are given, or undefined when the umask decides. */
export const folderMode = (sharing: Sharing): number | undefined =>
  sharing === 'group' ? 0o2770 : undefined;

/** The mode of the few files that several processes write to, or undefined when the umask decides. */
export const sharedFileMode = (sharing: Sharing): number | undefined =>
  sharing === 'group' ? 0o660 : undefined;
