import type { Kysely } from 'kysely';
import { commitId } from '../records/ids.ts';
import type { CommitToApply } from './batch.ts';
import { digestsOf, hexOfDigest } from './digest.ts';
import type { Tables } from './schema/tables.ts';

/**
 * The key that each commit of a batch is sorted by: committedAt in milliseconds, raised above the key of every
 * parent, whatever the clocks said. Falling keys are a topological order (git calls it corrected commit date).
 */
export async function sortKeys(
  db: Kysely<Tables>,
  commits: readonly CommitToApply[],
): Promise<ReadonlyMap<string, number>> {
  const batch = new Map(commits.map((row) => [row.id as string, row.commit]));
  const keys = await knownKeys(
    db,
    commits.flatMap(({ commit }) => (commit.parents ?? []).filter((parent) => !batch.has(parent))),
  );
  const open = commits.map(({ id }) => id as string);
  const entered = new Set<string>();
  for (let id = open.at(-1); id !== undefined; id = open.at(-1)) {
    const commit = batch.get(id);
    if (commit === undefined || keys.has(id)) {
      open.pop();
      continue;
    }
    const waiting = (commit.parents ?? []).filter((parent) => batch.has(parent) && !keys.has(parent));
    if (waiting.length > 0 && !entered.has(id)) {
      entered.add(id);
      open.push(...waiting);
      continue;
    }
    const floors = (commit.parents ?? []).map((parent) => (keys.get(parent) ?? Number.NEGATIVE_INFINITY) + 1);
    keys.set(id, Math.max(Date.parse(commit.committedAt), ...floors));
    open.pop();
  }
  return keys;
}

async function knownKeys(db: Kysely<Tables>, ids: readonly string[]): Promise<Map<string, number>> {
  if (ids.length === 0) return new Map();
  const rows = await db
    .selectFrom('dlake.commits')
    .select(['id', 'sort_ms'])
    .where('id', '=', (eb) => eb.fn.any(digestsOf(new Set(ids))))
    .execute();
  return new Map(rows.map((row) => [commitId(hexOfDigest(row.id)), row.sort_ms]));
}
