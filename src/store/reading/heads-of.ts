import type { Layer } from '../../records/layers.ts';
import type { LogName, StoredEntry } from '../contract.ts';

/** The newest entries of many logs, keyed `LAYER/SUBJECT`, for a store that looks at one after the other. */
export async function headsOf(
  logs: readonly LogName[],
  head: (layer: Layer, subject: string) => Promise<StoredEntry | undefined>,
): Promise<ReadonlyMap<string, StoredEntry>> {
  const heads = new Map<string, StoredEntry>();
  for (const { layer, subject } of logs) {
    const entry = await head(layer, subject);
    if (entry !== undefined) heads.set(`${layer}/${subject}`, entry);
  }
  return heads;
}
