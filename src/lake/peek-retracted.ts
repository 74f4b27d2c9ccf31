import type { CommitId } from '../records/ids.ts';
import { isLink, linkedId } from '../records/link.ts';
import { openRecord } from '../records/open-record.ts';
import { type Ref, refSubject } from '../records/ref.ts';
import type { FileLake } from './lake.ts';

/**
 * Looks whether a version, or a file of it, was retracted, for showing: entries are peeked at and not checked, so that no
 * definitions are loaded. What can't be read says nothing.
 */
export async function peekRetracted(lake: FileLake, ref: Ref, commit: CommitId): Promise<boolean> {
  const [layer, subject] = [ref.layer, refSubject(ref)];
  const head = await lake.store.logs.head(layer, subject);
  for (let seq = head?.seq ?? 0; seq >= 1; seq--) {
    const stored = seq === head?.seq ? head : await lake.store.logs.read(layer, subject, seq);
    if (stored !== undefined && retractedBy(stored.bytes) === commit) return true;
  }
  return false;
}

function retractedBy(bytes: Uint8Array): unknown {
  try {
    const { kind, data } = openRecord(bytes, 'log entry') as {
      readonly kind?: unknown;
      readonly data?: { readonly commit?: unknown };
    };
    const commit = data?.commit;
    return kind === 'retract' && isLink(commit) ? linkedId(commit) : undefined;
  } catch {
    return undefined;
  }
}
