import { listRefusals, type Refusal } from '../../catalog/list-refusals.ts';
import { callerIs } from '../../catalog/roles/caller-is.ts';
import { settleRefusals } from '../../catalog/settle-refusals.ts';
import { appendEntry } from '../append-entry.ts';
import { logHead } from '../log-head.ts';
import type { CentralLake } from './open-central-lake.ts';

/** Refusals that are written in one go; the next client writes more. */
const AT_ONCE = 100;

/**
 * Writes to the logs what the database refused, and to whom: it can't write to buckets by itself. What we may not
 * write either waits for somebody who may. Tells how many were written.
 */
export async function logRefusals(lake: CentralLake): Promise<number> {
  const catalog = await lake.catalog();
  const written: Refusal[] = [];
  const mayWrite = new Map<string, boolean>();
  for (const refusal of await listRefusals(catalog, AT_ONCE)) {
    const { layer, subject, actor, wanted, at } = refusal;
    const may = mayWrite.get(wanted) ?? (await callerIs(catalog, wanted));
    mayWrite.set(wanted, may);
    if (!may) continue;
    const made = await appendEntry(lake, layer, subject, await logHead(lake, layer, subject), {
      kind: 'refuse',
      actor: lake.actor,
      reason: `${actor} was refused at ${at}: adding to it takes ${wanted}`,
    });
    if (made !== undefined) written.push(refusal);
  }
  if (written.length > 0) await settleRefusals(catalog, written);
  return written.length;
}
