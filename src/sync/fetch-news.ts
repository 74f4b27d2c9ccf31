import type { LocalLake } from '../lake/lake.ts';
import { type Fetched, type FetchOptions, fetch, refsWithNews } from './fetch.ts';
import type { OpenRemote } from './open-remote.ts';
import { readSeen, writeSeen } from './seen-cursor.ts';

/**
 * Fetches what happened to any ref of a remote since the last time, so that the cost follows what is new and not
 * what is there. What was rejected is asked for again the next time.
 */
export async function fetchNews(
  local: LocalLake,
  remote: OpenRemote,
  options: FetchOptions,
): Promise<Fetched> {
  const seen = readSeen(local.root, remote.name, remote.lake.id);
  const { refs, cursor } = await refsWithNews(remote.lake, seen);
  const fetched = await fetch(local, remote, refs, options);
  const whole = fetched.refs.every(({ result }) => result !== 'rejected');
  if (whole && !options.dryRun) writeSeen(local.root, remote.name, remote.lake.id, cursor);
  return fetched;
}
