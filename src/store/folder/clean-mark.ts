import { renameSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { isDlakeError } from '../../errors.ts';
import { ignoringFailures } from './failure.ts';
import type { FolderWriter } from './folder-writer.ts';
import type { Layout } from './layout.ts';
import { lookAt } from './look-at.ts';
import type { StoreContext } from './store-context.ts';
import { FORGOTTEN_MS, namesIn, oldestSession } from './workspace.ts';

/**
 * Moves this host's mark to when the oldest open session began: everything older is flushed, whoever wrote it.
 * Times are those of the store's own clock. Where that fails, what is young is hashed once more, nothing else.
 */
export function moveCleanMark(layout: Layout, host: string, folders: FolderWriter, part: string): void {
  ignoringFailures(() => {
    const oldest = oldestSession(layout);
    if (oldest === undefined) return;
    // A millisecond less, for what is lost in seconds with fractions.
    const time = (oldest - 1) / 1000;
    writeFileSync(part, '');
    utimesSync(part, time, time);
    folders.change(layout.marks, () => renameSync(part, join(layout.marks, host)));
    for (const mark of marksIn(layout))
      if (mark.time < oldest - FORGOTTEN_MS) rmSync(mark.path, { force: true });
  });
}

/** Milliseconds after which the clock of a file system has gone on. */
export const TICK_MS = 10;

/**
 * Moves this host's mark past what has just been linked: that changes the ctime of a file, whose bytes were hashed on
 * the way. Where nothing can be written they are hashed once more.
 */
export async function markAfterLinking({
  layout,
  host,
  folders,
  workspace,
}: Pick<StoreContext, 'layout' | 'host' | 'folders' | 'workspace'>): Promise<void> {
  await setTimeout(TICK_MS);
  try {
    const session = workspace.session();
    moveCleanMark(layout, host, folders, workspace.fresh());
    session.remove();
  } catch (error) {
    if (!isDlakeError(error, 'store-unwritable') && !isDlakeError(error, 'disk-full')) throw error;
  }
}

/**
 * The newest mark of any host: a file with a final name counts without another look at its bytes only if its
 * ctime is older.
 */
export class CleanMark {
  readonly #layout: Layout;
  readonly #now: () => number | undefined;
  #time: number | undefined;

  /** `now` tells what the store's clock says, where it can be told. */
  constructor(layout: Layout, now: () => number | undefined) {
    this.#layout = layout;
    this.#now = now;
  }

  /** The mark, in milliseconds; 0 when there is none. Looked up once: a mark holds for ever. */
  get time(): number {
    this.#time ??= newestMark(this.#layout, this.#now);
    return this.#time;
  }

  /** Has it looked up again. */
  forget(): void {
    this.#time = undefined;
  }
}

/**
 * Every mark lies before the sessions that are open now began. One that does not was made when the store's clock was
 * ahead, and says nothing.
 */
function newestMark(layout: Layout, now: () => number | undefined): number {
  const marks = marksIn(layout);
  if (marks.length === 0) return 0;
  let oldest: number | undefined;
  ignoringFailures(() => {
    oldest = oldestSession(layout);
  });
  const end = oldest ?? now() ?? Number.POSITIVE_INFINITY;
  return marks.reduce((newest, { time }) => (time < end ? Math.max(newest, time) : newest), 0);
}

const marksIn = (layout: Layout) =>
  namesIn(layout.marks).map((name) => {
    const path = join(layout.marks, name);
    return { path, time: lookAt(path)?.mtimeMs ?? 0 };
  });
