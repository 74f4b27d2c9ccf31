import { join } from 'node:path';

/** The file whose kernel lock makes a process the owner of a catalog folder. */
export const lockFile = (folder: string): string => join(folder, 'lock');

/** Where PGlite's data is in a catalog folder. */
export const dataFolder = (folder: string): string => join(folder, 'data');
