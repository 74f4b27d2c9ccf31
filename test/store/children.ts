import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';

/** Starts one of the programs in `children/`. */
export function startChild(name: string, args: readonly string[]): ChildProcess {
  const path = new URL(`children/${name}.ts`, import.meta.url).pathname;
  return spawn(process.execPath, [path, ...args], { stdio: ['ignore', 'pipe', 'inherit'] });
}

/** Runs one of them to its end; fails when it does. */
export async function runChild(name: string, args: readonly string[]): Promise<void> {
  const child = startChild(name, args);
  child.stdout?.resume();
  const [code] = await once(child, 'exit');
  if (code !== 0) throw new Error(`${name} ended with ${code}`);
}

/** Waits until a child has written this line. */
export async function waitForLine(child: ChildProcess, line: string): Promise<void> {
  let text = '';
  for await (const piece of child.stdout ?? []) {
    text += piece;
    if (text.includes(`${line}\n`)) return;
  }
  throw new Error(`${line} was never written`);
}
