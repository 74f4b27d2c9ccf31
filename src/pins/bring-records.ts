import { DlakeError } from '../errors.ts';
import type { Lake } from '../lake/lake.ts';
import type { CommitWithId } from '../lake/read-commit.ts';
import type { ManifestId } from '../records/ids.ts';
import type { Layer } from '../records/layers.ts';
import type { Pin } from '../records/lock.ts';
import { decodePage, isLeaf } from '../records/page.ts';
import type { CallOptions, Session, Store } from '../store/contract.ts';
import { lockedVersion } from './locked-version.ts';
import { pinRef } from './pin-ref.ts';

/** Pages that are asked for at once. */
const AT_ONCE = 256;

/** Where records come from and go to. */
export interface RecordsToBring extends CallOptions {
  /** The store that is to have them. */
  readonly records: Store;
  /** Opens the lake that serves the pin; not called when nothing is lacking. */
  readonly remote: () => Promise<Lake>;
}

/**
 * Brings the commit and the manifest pages of a pin to where they are kept, those that are not there. They are
 * hashed, so whatever the lake is, they are what the lock names. Throws `lock-mismatch` where the lake does not
 * serve what is pinned, `object-missing` for a page, `object-damaged` for bytes that are not what their id says.
 */
export async function bringRecords(pin: Pin, how: RecordsToBring): Promise<CommitWithId> {
  const { records, remote, signal } = how;
  const { layer } = pinRef(pin);
  const session = await records.session(layer, signal && { signal });
  try {
    const kept = await records.read(layer, pin.commit);
    const bytes = kept ?? (await (await remote()).store.read(layer, pin.commit));
    if (bytes === undefined)
      throw new DlakeError('lock-mismatch', { ref: pin.ref, reason: `${pin.remote} has no such commit` });
    const version = lockedVersion(pin, bytes);
    if (kept === undefined) session.put(pin.commit, bytes);
    let pages: Level = { ids: [pin.manifest], leaves: false };
    while (pages.ids.length > 0) pages = await bringLevel(pin, layer, pages, session, how);
    await session.flush();
    return version;
  } finally {
    await session.close();
  }
}

/** The pages of one level of a manifest. */
interface Level {
  readonly ids: readonly ManifestId[];
  /** Known to have no pages below them. */
  readonly leaves: boolean;
}

/** Brings those of these pages that are not kept yet, and gives the pages below them. */
async function bringLevel(
  pin: Pin,
  layer: Layer,
  { ids, leaves }: Level,
  session: Session,
  { records, remote, signal }: RecordsToBring,
): Promise<Level> {
  const below: ManifestId[] = [];
  let lowest = false;
  const look = (bytes: Uint8Array) => {
    const page = decodePage(bytes);
    if (isLeaf(page)) return;
    lowest = page.level === 1;
    for (const child of page.entries) below.push(child.page);
  };
  for (let at = 0; at < ids.length; at += AT_ONCE) {
    const slice = ids.slice(at, at + AT_ONCE);
    const lacking = await records.missing(layer, slice);
    const call = signal && { signal };
    if (!leaves) {
      const held = slice.filter((id) => !lacking.has(id));
      for await (const batch of records.readMany(layer, held, call))
        for (const { bytes } of batch) look(bytes);
    }
    if (lacking.size === 0) continue;
    for await (const batch of (await remote()).store.readMany(layer, [...lacking], call)) {
      for (const { id, bytes } of batch) {
        look(bytes);
        session.put(id, bytes);
        lacking.delete(id);
      }
    }
    for (const id of lacking) throw new DlakeError('object-missing', { id, ref: pin.ref });
  }
  return { ids: below, leaves: lowest };
}
