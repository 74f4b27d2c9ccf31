import { resolve } from 'node:path';
import { DlakeError } from '../errors.ts';
import { findLake } from '../lake/find-lake.ts';
import type { LakeHost, LocalLake } from '../lake/lake.ts';
import { isBatchJob } from './batch-job.ts';
import { clock } from './clock.ts';
import { thisHost } from './host.ts';
import { serverLogin } from './server-login.ts';
import type { Settings } from './settings-keys.ts';

/** The folder of the lake to work on: the one that is named, DLAKE_LAKE, or the nearest at or above `cwd`. */
export function findRoot(named: string | undefined, env: NodeJS.ProcessEnv, cwd: string): string {
  const wanted = named ?? (env.DLAKE_LAKE === '' ? undefined : env.DLAKE_LAKE);
  const from = resolve(cwd, wanted ?? '.');
  const root = findLake(from);
  // A lake that is named is that folder, not one that happens to lie around it.
  if (root === undefined || (wanted !== undefined && root !== from))
    throw new DlakeError('lake-not-found', { from, ...(wanted === undefined ? {} : { named: true }) });
  return root;
}

/** How a lake is to be opened on this host. Throws `usage-invalid` and `settings-invalid`. */
export function lakeHost(env: NodeJS.ProcessEnv, settings: Settings): LakeHost {
  const { host, cache, runtime } = thisHost(env);
  return {
    host,
    cache,
    runtime,
    catalogMode: catalogMode(env, settings),
    login: serverLogin(env),
    now: clock(env),
  };
}

/** Opens the lake in a folder. */
export async function openLakeHere(root: string, host: LakeHost): Promise<LocalLake> {
  const { openLake } = await import('../lake/open-lake.ts');
  return await openLake(root, host);
}

function catalogMode(env: NodeJS.ProcessEnv, settings: Settings): 'process' | 'inline' {
  const mode =
    env.DLAKE_CATALOG === undefined || env.DLAKE_CATALOG === '' ? settings.catalog : env.DLAKE_CATALOG;
  if (mode === undefined) return isBatchJob(env) ? 'inline' : 'process';
  if (mode === 'process') return 'process';
  if (mode === 'inline') return 'inline';
  throw new DlakeError('usage-invalid', { reason: `DLAKE_CATALOG is not process or inline: ${mode}` });
}
