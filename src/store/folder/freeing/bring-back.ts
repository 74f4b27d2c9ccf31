import { linkSync } from 'node:fs';
import { dirname } from 'node:path';
import type { ObjectId } from '../../../records/ids.ts';
import type { Layer } from '../../../records/layers.ts';
import { errnoOf, ignoringFailures, writing } from '../failure.ts';
import { lookAt } from '../look-at.ts';
import type { StoreContext } from '../store-context.ts';
import { fossilBlobs } from './fossil-blobs.ts';
import { type Fossil, fossilRuns } from './fossils.ts';

/**
 * Gives retired files that hold some of these objects their places back. True when there were any: whatever is freed
 * in the same moment is not among them, and its caller looks again.
 */
export function bringBack(context: StoreContext, layer: Layer, ids: ReadonlySet<ObjectId>): boolean {
  const { layout, folders } = context;
  let brought = false;
  for (const run of fossilRuns(layout)) {
    for (const fossil of run.fossils(layer)) {
      if (!holdsAny(fossil, ids)) continue;
      const { kind, key, path } = fossil;
      const place = kind === 'blobs' ? layout.blob(layer, key) : layout.pack(layer, key);
      writing(place, () => folders.change(dirname(place), () => link(path, place)));
      brought = true;
    }
  }
  if (brought) {
    writing(layout.root, () => folders.sync());
    context.index(layer).refresh();
  }
  return brought;
}

/** Whether a retired file holds one of these objects. */
export function holdsAny(fossil: Fossil, ids: ReadonlySet<ObjectId>): boolean {
  let holds = false;
  // A pack that can't be read has nothing to bring back.
  ignoringFailures(() => {
    holds = fossilBlobs(fossil).some((id) => ids.has(id));
  });
  return holds;
}

/** It may be back already, or be freed by now: what is gone then is missing. */
function link(from: string, to: string): void {
  try {
    linkSync(from, to);
  } catch (error) {
    const code = errnoOf(error);
    if (code === 'EEXIST') return;
    // The folder it belongs in may be what is not there.
    if (code !== 'ENOENT' || lookAt(from) !== undefined) throw error;
  }
}
