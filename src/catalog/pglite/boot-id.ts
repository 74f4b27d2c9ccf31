import { readFileSync } from 'node:fs';
import { uptime } from 'node:os';

/** What tells this start of the machine from others. */
export function bootId(): string {
  try {
    return readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim();
  } catch {
    // Elsewhere the minute of the start will do: a wrong guess costs a rebuild, nothing more.
    return `minute-${Math.round((Date.now() / 1000 - uptime()) / 60)}`;
  }
}
