import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Layer } from '../../records/layers.ts';
import { sha256Hex } from '../../records/sha256.ts';
import type { StoreProblem } from '../contract.ts';
import { errnoOf } from './failure.ts';
import { notedEntries } from './feed.ts';
import type { Layout } from './layout.ts';
import { namesIn } from './workspace.ts';

/**
 * The entries of a layer's logs whose bytes are not those that any host noted when it made them. The newest entry
 * of a log is named by no other, so nothing else tells that it was altered. Entries that nobody noted pass.
 */
export function* alteredEntries(
  layout: Layout,
  layer: Layer,
  checkpoint: () => void,
): Iterable<StoreProblem> {
  for (const [path, digests] of notedDigests(layout, layer)) {
    checkpoint();
    const found = digestOf(path);
    if (found === undefined || digests.includes(found)) continue;
    yield { where: path, reason: 'its bytes are not those that were noted in the feed when it was made' };
  }
}

/** What was noted of each entry: several digests where hosts raced for it. */
function notedDigests(layout: Layout, layer: Layer): Map<string, readonly string[]> {
  const noted = new Map<string, readonly string[]>();
  for (const host of namesIn(layout.feed)) {
    for (const { digest, ...hint } of notedEntries(join(layout.feed, host))) {
      if (hint.layer !== layer) continue;
      const path = layout.entry(layer, hint.subject, hint.seq);
      noted.set(path, [...(noted.get(path) ?? []), digest]);
    }
  }
  return noted;
}

/** The digest of an entry; undefined when it never came to be, or can't be read: others tell of that. */
function digestOf(path: string): string | undefined {
  try {
    return sha256Hex(readFileSync(path));
  } catch (error) {
    if (errnoOf(error) === undefined) throw error;
    return undefined;
  }
}
