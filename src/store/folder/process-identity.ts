import { readFileSync, readlinkSync } from 'node:fs';

/** What tells one process of one host from any other that ever was. */
export interface ProcessIdentity {
  readonly host: string;
  /** The boot, where the system tells: a pid of another boot is nobody. */
  readonly boot: string;
  /** The pid namespace, where there is one: a pid of another container can't be looked up. */
  readonly namespace: string;
  readonly pid: number;
  /** When it started, in the kernel's ticks; empty where the system doesn't tell. */
  readonly start: string;
}

/** This process. */
export function thisProcess(host: string): ProcessIdentity {
  return {
    host,
    boot: bootId(),
    namespace: pidNamespace(),
    pid: process.pid,
    start: startOf(process.pid) ?? '',
  };
}

/** Whether that process is still there; undefined when it can't be told from here. */
export function isAlive(other: ProcessIdentity, self: ProcessIdentity): boolean | undefined {
  if (other.host !== self.host || other.boot !== self.boot || other.namespace !== self.namespace)
    return undefined;
  try {
    process.kill(other.pid, 0);
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
  return other.start === (startOf(other.pid) ?? '');
}

function bootId(): string {
  return tryRead(() => readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').slice(0, 8));
}

function pidNamespace(): string {
  return tryRead(() => /\d+/.exec(readlinkSync('/proc/self/ns/pid'))?.[0] ?? '');
}

/** Field 22 of /proc/PID/stat, proc(5); the name in field 2 may hold anything but ends with the last `)`. */
function startOf(pid: number): string | undefined {
  const stat = tryRead(() => readFileSync(`/proc/${pid}/stat`, 'latin1'));
  return stat === '' ? undefined : stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19];
}

function tryRead(read: () => string): string {
  try {
    return read();
  } catch {
    return '';
  }
}
