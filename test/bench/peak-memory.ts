import { spawn } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import type { Command } from './command.ts';

/** How often the process tree is looked at, in milliseconds. */
const EVERY = 3;

/** What memory a command took at its peak, in bytes. */
export interface PeakMemory {
  /** The process itself: main thread and workers are one. */
  readonly own: number;
  /** Its children, each at its own peak: the catalog process, when the command started it. */
  readonly children: number;
}

/**
 * Runs a command untimed and watches the high-water mark (VmHWM) of every process in its tree. Undefined where
 * there is no /proc. Throws when the command fails.
 */
export async function peakMemory({ program, args, cwd, env }: Command): Promise<PeakMemory | undefined> {
  if (process.platform !== 'linux') return undefined;
  const child = spawn(program, args, { cwd, env, stdio: 'ignore' });
  const peaks = new Map<number, number>();
  const watching = setInterval(() => {
    for (const pid of processTree(child.pid as number)) {
      peaks.set(pid, Math.max(peaks.get(pid) ?? 0, highWater(pid)));
    }
  }, EVERY);
  try {
    const [code] = await new Promise<[number | null]>((resolve, reject) => {
      child.once('error', reject);
      child.once('exit', (status) => resolve([status]));
    });
    if (code !== 0) throw new Error(`${program} ${args.join(' ').slice(0, 200)} ended with ${code}`);
  } finally {
    clearInterval(watching);
  }
  const own = peaks.get(child.pid as number) ?? 0;
  return { own, children: [...peaks.values()].reduce((sum, peak) => sum + peak, 0) - own };
}

/** The high-water mark of a process in bytes; 0 when it is gone. */
export function highWater(pid: number): number {
  const status = readQuietly(`/proc/${pid}/status`);
  return Number(/^VmHWM:\s+(\d+) kB$/m.exec(status)?.[1] ?? 0) * 1024;
}

function processTree(root: number): number[] {
  const found = [root];
  for (const pid of found) found.push(...childrenOf(pid));
  return found;
}

function childrenOf(pid: number): number[] {
  try {
    return readdirSync(`/proc/${pid}/task`).flatMap((thread) =>
      readQuietly(`/proc/${pid}/task/${thread}/children`).split(' ').filter(Boolean).map(Number),
    );
  } catch {
    return [];
  }
}

function readQuietly(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return '';
  }
}
