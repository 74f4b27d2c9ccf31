import { type ChildProcess, spawn } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { lockHolder } from '../../src/catalog/pglite/lock-holder.ts';

/** The processes that own a catalog folder or try to, by their arguments: more than one only for a moment. */
export function ownersOf(folder: string): number[] {
  const pids = readdirSync('/proc').filter((name) => /^\d+$/.test(name));
  return pids.map(Number).filter((pid) => {
    try {
      const text = readFileSync(`/proc/${pid}/cmdline`, 'utf8');
      return text.includes('catalog/process/main.ts') && text.includes(`"folder":"${folder}"`);
    } catch {
      return false;
    }
  });
}

/** Whether a process has taken a catalog folder's lock and said so. */
export const holds = (folder: string): boolean => typeof lockHolder(join(folder, 'lock'))?.pid === 'number';

/** The process that holds a catalog folder's lock, by what it wrote there. */
export function ownerOf(folder: string): number {
  const { pid } = lockHolder(join(folder, 'lock')) ?? {};
  if (typeof pid !== 'number') throw new Error('nobody has taken the lock');
  return pid;
}

/** Waits until something is so; the test's own time limit is the only one. */
export async function until(so: () => boolean): Promise<void> {
  while (!so()) await new Promise((resolve) => setTimeout(resolve, 20));
}

/** Runs `client-program.ts` as a process of its own, and reads what it prints line by line. */
export function startClient(...args: readonly string[]): { child: ChildProcess; line(): Promise<string> } {
  const program = fileURLToPath(new URL('client-program.ts', import.meta.url));
  const child = spawn(process.execPath, ['--no-warnings', program, ...args], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const lines: string[] = [];
  const waiting: ((line: string) => void)[] = [];
  let rest = '';
  child.stdout?.on('data', (chunk: Buffer) => {
    const parts = (rest + chunk.toString('utf8')).split('\n');
    rest = parts.pop() ?? '';
    for (const part of parts) {
      const next = waiting.shift();
      if (next === undefined) lines.push(part);
      else next(part);
    }
  });
  child.on('close', () => {
    for (const next of waiting.splice(0)) next('(it ended)');
  });
  return {
    child,
    line: () =>
      new Promise((resolve) => {
        const first = lines.shift();
        if (first === undefined) waiting.push(resolve);
        else resolve(first);
      }),
  };
}
