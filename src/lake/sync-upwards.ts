import { dirname } from 'node:path';
import { syncPath } from '../store/folder/folder-writer.ts';

/** Makes durable the names in a folder and in all above it: any of them may just have been made. */
export function syncUpwards(folder: string): void {
  for (let at = folder; ; at = dirname(at)) {
    try {
      syncPath(at);
    } catch (error) {
      // Folders that we may not read are not ours, and were there before.
      if ((error as NodeJS.ErrnoException).code !== 'EACCES') throw error;
    }
    if (dirname(at) === at) return;
  }
}
