import { join } from 'node:path';
import { makeFolder } from '../store/writing/make-folder.ts';

/** A file that is to have what a command writes: `.dlake/runs/TIME-PROCESS.log`. */
export function newLog(root: string, now: Date): string {
  const folder = join(root, '.dlake', 'runs');
  makeFolder(folder);
  return join(folder, `${now.toISOString().replace(/[-:]|\.\d+/g, '')}-${process.pid}.log`);
}
