import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { text } from 'node:stream/consumers';

/** A mount namespace of its own: what is mounted there is seen by commands run in it and by nobody else. */
export interface Room {
  /** The command line that runs a command in the room, in this folder of it. */
  inside(argv: readonly string[], cwd: string): string[];
  /** The path by which this process reaches a path of the room. */
  reach(path: string): string;
  /** Ends the room and what was mounted in it. */
  close(): Promise<void>;
}

/**
 * Opens a room: `furnish` is the shell script that mounts things, `leave` the one that undoes what does not
 * vanish with the room. Needs root or unprivileged user namespaces; devices can be mounted by root only.
 */
export async function openRoom(furnish: string, leave = ':'): Promise<Room> {
  const user = process.getuid?.() === 0 ? [] : ['--map-root-user'];
  const script = `set -e\n${furnish}\necho ready\ncat >/dev/null\n${leave}`;
  const options = [...user, '--mount', '--propagation', 'private'];
  const child = spawn('unshare', [...options, 'sh', '-c', script], { stdio: 'pipe' });
  const { pid } = child;
  const ended = once(child, 'close');
  const complaint = text(child.stderr);
  await Promise.race([once(child.stdout, 'data'), ended]);
  if (pid === undefined || child.exitCode !== null) throw new Error(`no room to be had: ${await complaint}`);
  const entry = ['--mount', '--target', String(pid)];
  const as = user.length === 0 ? [] : ['--user', '--preserve-credentials'];
  return {
    inside: (argv, cwd) => ['nsenter', ...as, ...entry, 'sh', '-c', 'cd "$0" && exec "$@"', cwd, ...argv],
    reach: (path) => `/proc/${pid}/root${path}`,
    close: async () => {
      child.stdin.end();
      await ended;
    },
  };
}

/** Whether this process may mount devices: some faults need it. */
export const isRoot = (): boolean => process.getuid?.() === 0;
