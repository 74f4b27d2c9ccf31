import { hostname, userInfo } from 'node:os';
import type { RunHost } from '../runs/run-host.ts';
import { clock } from './clock.ts';

/** Where and as whom a command is run from here. `onOutput` is told what it writes. */
export function runHost(
  env: NodeJS.ProcessEnv,
  cwd: string,
  version: string,
  onOutput?: (chunk: Uint8Array) => void,
): RunHost {
  return {
    cwd,
    env,
    host: hostname(),
    user: userName(env),
    tool: `dlake ${version}`,
    now: clock(env),
    onOutput,
  };
}

/** The user's name; in some containers the system knows none. */
function userName(env: NodeJS.ProcessEnv): string {
  try {
    return userInfo().username;
  } catch {
    return env.USER ?? 'unknown';
  }
}
