import { join } from 'node:path';
import { errnoOf } from '../failure.ts';
import { lookAt } from '../look-at.ts';
import type { StoreContext } from '../store-context.ts';
import { namesIn, partsIn } from '../workspace.ts';
import type { FossilRun } from './fossils.ts';

/** Over a network file system another host may see names for so long that are gone, or not see new ones. */
const CACHED_MS = 120_000;

/**
 * Notes which sessions a run has to wait for: those that are open now, after its renames, and so all that may have
 * seen the files in their places. Where other hosts share the store it is noted once their caches are past.
 */
export function noteSessions(context: StoreContext, run: FossilRun): void {
  if (run.waitsFor !== undefined) return;
  const { layout, workspace } = context;
  // Whoever retires more of it may have been killed: its session is gone then.
  if (run.retiring !== undefined && lookAt(join(layout.temporaries, run.retiring)) !== undefined) return;
  if (isShared(context) && (workspace.now() ?? 0) < run.endedAt + CACHED_MS) return;
  try {
    run.waitFor(openSessions(layout.temporaries));
  } catch (error) {
    // Somebody else has freed it meanwhile: nothing is left that could wait.
    if (errnoOf(error) !== 'ENOENT' || lookAt(run.path) !== undefined) throw error;
  }
}

/** Whether all sessions have ended that a run waits for. */
export function isPast(context: StoreContext, run: FossilRun): boolean {
  noteSessions(context, run);
  const { temporaries } = context.layout;
  return run.waitsFor?.every((session) => lookAt(join(temporaries, session)) === undefined) ?? false;
}

/** The folders of sessions below `tmp`, from there. */
function openSessions(temporaries: string): readonly string[] {
  return namesIn(temporaries).flatMap((owner) =>
    partsIn(join(temporaries, owner)).flatMap((part) =>
      part.isDirectory() ? [`${owner}/${part.name}`] : [],
    ),
  );
}

/** Whether another host has been seen to write into the store. */
function isShared({ layout, host }: StoreContext): boolean {
  return namesIn(layout.marks).some((name) => name !== host);
}
