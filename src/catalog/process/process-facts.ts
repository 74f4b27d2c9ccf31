import { readFileSync } from 'node:fs';

/**
 * When a process was started and how much it has computed, in ticks of the kernel's clock; undefined where
 * /proc doesn't say, or when there is no such process. See proc_pid_stat(5).
 */
function stat(pid: number): { readonly start: number; readonly computed: number } | undefined {
  try {
    const text = readFileSync(`/proc/${pid}/stat`, 'utf8');
    // The second field is the program's name in parentheses, which may hold anything.
    const fields = text
      .slice(text.lastIndexOf(')') + 2)
      .split(' ')
      .map(Number);
    return { start: fields[19]!, computed: fields[11]! + fields[12]! };
  } catch {
    return undefined;
  }
}

/** When a process was started: with its id this tells it from all others on this start of the machine. */
export const processStart = (pid: number): number | undefined => stat(pid)?.start;

/** How much a process has computed. */
export const processComputed = (pid: number): number | undefined => stat(pid)?.computed;
