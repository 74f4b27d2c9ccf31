import { existsSync, unlinkSync } from 'node:fs';
import { sha256Hex } from '../../records/sha256.ts';
import type { NewLogEntry } from '../contract.ts';
import { writeFailure, writing } from './failure.ts';
import type { Feed } from './feed.ts';
import type { FileSystemFlush } from './file-system-flush.ts';
import { FolderWriter } from './folder-writer.ts';
import { linkEntry, writeEntry } from './new-entry.ts';
import type { StoreContext } from './store-context.ts';

/** So many entries, or bytes of hints, go together: the end of the feed that a lister looks through holds twice as much. */
const ENTRIES = 1000;
const HINT_BYTES = 128 * 1024;
/** The bytes of a hint but for the subject, at most. */
const HINT = 100;

/**
 * Creates entries of different logs, and makes them durable by two flushes for a thousand: of bytes and hints, and
 * then of names. Tells of each entry whether it was made.
 */
export async function appendTogether(
  context: StoreContext,
  feed: Feed,
  flush: FileSystemFlush,
  entries: readonly NewLogEntry[],
): Promise<readonly boolean[]> {
  const made: boolean[] = [];
  for (const group of groupsOf(entries)) made.push(...(await appendGroup(context, feed, flush, group)));
  return made;
}

async function appendGroup(
  context: StoreContext,
  feed: Feed,
  flush: FileSystemFlush,
  group: readonly NewLogEntry[],
): Promise<readonly boolean[]> {
  const { layout, sharing } = context;
  const pathOf = ({ layer, subject, seq }: NewLogEntry) => layout.entry(layer, subject, seq);
  const free = group.filter((entry) => !existsSync(pathOf(entry)));
  if (free.length === 0) return group.map(() => false);
  try {
    const parts = free.map(({ bytes }) => writeEntry(context, bytes, { flush: false }));
    feed.append(
      free.map(({ bytes, ...name }) => ({ ...name, digest: sha256Hex(bytes) })),
      { flush: false },
    );
    await flush.run();
    // Of this group alone: others' names are for them to flush.
    const folders = new FolderWriter(layout.root, sharing);
    const won = new Set<NewLogEntry>();
    for (const [n, entry] of free.entries()) {
      const { layer, subject } = entry;
      folders.change(layout.log(layer, subject), () => {
        if (linkEntry(parts[n] as string, pathOf(entry))) won.add(entry);
      });
    }
    await flush.run();
    for (const part of parts) writing(part, () => unlinkSync(part));
    return group.map((entry) => won.has(entry));
  } catch (error) {
    throw writeFailure(error, layout.root);
  }
}

function* groupsOf(entries: readonly NewLogEntry[]): Iterable<readonly NewLogEntry[]> {
  let group: NewLogEntry[] = [];
  let bytes = 0;
  for (const entry of entries) {
    const more = HINT + entry.subject.length;
    if (group.length === ENTRIES || (group.length > 0 && bytes + more > HINT_BYTES)) {
      yield group;
      group = [];
      bytes = 0;
    }
    group.push(entry);
    bytes += more;
  }
  if (group.length > 0) yield group;
}
