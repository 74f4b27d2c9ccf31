import { renameSync, rmSync } from 'node:fs';
import { dirname } from 'node:path';
import type { Layer } from '../../records/layers.ts';
import { ignoringFailures, writing } from './failure.ts';
import type { TakenObjects } from './ingest/taken-objects.ts';
import type { StoreContext } from './store-context.ts';

/** Gives durable objects their final names, and makes the names durable. */
export function publish(context: StoreContext, layer: Layer, taken: TakenObjects): void {
  const { layout, folders } = context;
  const place = (part: string, target: string) =>
    writing(target, () => {
      const folder = dirname(target);
      folders.change(folder, () => renameSync(part, target));
      // A rename does nothing where both names are of one file.
      rmSync(part, { force: true });
    });
  try {
    for (const pack of taken.packs) place(pack.path, layout.pack(layer, pack.key));
    for (const blob of taken.blobs) {
      if (context.index(layer).isBlob(blob.key, blob.bytes)) rmSync(blob.path, { force: true });
      else place(blob.path, layout.blob(layer, blob.key));
    }
  } catch (error) {
    ignoringFailures(() => settle(context));
    throw error;
  }
  writing(layout.root, () => settle(context));
  context.index(layer).packs.noteOwn(taken.packs.map(({ key }) => key));
}

/**
 * Makes names durable. Once a session has ended, the names that it gave count as flushed: where they are not, it
 * never seems to end until somebody has flushed them.
 */
function settle({ folders, workspace }: StoreContext): void {
  try {
    folders.sync();
  } catch (error) {
    workspace.keep();
    throw error;
  }
}
