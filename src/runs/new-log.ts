import { mkdirSync } from 'node:fs';
import { join } from 'node:path';

/** A file that is to have what a command writes: `.dlake/runs/TIME-PROCESS.log`. */
export function newLog(root: string, now: Date): string {
  const folder = join(root, '.dlake', 'runs');
  mkdirSync(folder, { recursive: true });
  return join(folder, `${now.toISOString().replace(/[-:]|\.\d+/g, '')}-${process.pid}.log`);
}
