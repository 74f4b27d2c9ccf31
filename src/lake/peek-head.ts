import type { CommitId } from '../records/ids.ts';
import type { Layer } from '../records/layers.ts';
import { isLink, linkedId } from '../records/link.ts';
import { openRecord } from '../records/open-record.ts';
import type { FileLake } from './lake.ts';

/** Where a ref seems to stand. */
export interface PeekedHead {
  readonly ended: boolean;
  /** What it names; undefined when it has ended or its log can't be read. */
  readonly commit: CommitId | undefined;
}

/**
 * Looks where a ref stands, for showing: entries are peeked at and not checked, so that no definitions are
 * loaded. A log that can't be read counts as a ref that has not ended.
 */
export async function peekHead(lake: FileLake, layer: Layer, subject: string): Promise<PeekedHead> {
  const entry = await lastMove(lake, layer, subject);
  const to = isLink(entry?.to) ? linkedId(entry.to) : undefined;
  return { ended: entry?.kind === 'end', commit: to as CommitId | undefined };
}

interface Peeked {
  readonly kind?: unknown;
  readonly to?: unknown;
}

/** The entry that put a ref where it stands; undefined when it can't be read. */
async function lastMove(lake: FileLake, layer: Layer, subject: string): Promise<Peeked | undefined> {
  const head = await lake.store.logs.head(layer, subject);
  for (let seq = head?.seq ?? 0; seq >= 1; seq--) {
    const stored = seq === head?.seq ? head : await lake.store.logs.read(layer, subject, seq);
    const entry = stored === undefined ? undefined : peek(stored.bytes);
    if (entry === undefined || entry.kind === 'move' || entry.kind === 'end') return entry;
  }
  return undefined;
}

function peek(bytes: Uint8Array): Peeked | undefined {
  try {
    return openRecord(bytes, 'log entry');
  } catch {
    return undefined;
  }
}
