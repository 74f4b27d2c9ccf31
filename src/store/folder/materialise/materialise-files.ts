import type { Layer } from '../../../records/layers.ts';
import { throwIfAborted } from '../../abort.ts';
import type { FileToWrite, MaterialiseOptions, WrittenFile } from '../../contract.ts';
import { inFlight } from '../../in-flight.ts';
import { TemporaryFolder } from '../../writing/temporary-folder.ts';
import { markAfterLinking } from '../clean-mark.ts';
import { writing } from '../failure.ts';
import { Lookahead } from '../lookahead.ts';
import type { StoreContext } from '../store-context.ts';
import { withThreads } from '../workers/with-threads.ts';
import { writeBatches } from './write-batches.ts';
import { SHARED, type WriteResults, Written } from './write-messages.ts';

/** So few files are written by this thread: starting others would take longer. */
const INLINE_FILES = 64;
const INLINE_BYTES = 8 * 1024 * 1024;

/** Writes files of a layer below a folder; results come as they are done. */
export async function* materialiseFiles(
  context: StoreContext,
  layer: Layer,
  root: string,
  files: Iterable<FileToWrite>,
  options: MaterialiseOptions,
): AsyncIterable<readonly WrittenFile[]> {
  throwIfAborted(options.signal);
  const index = context.index(layer);
  index.refresh('unproved');
  const source = new Lookahead(files);
  const temporary = writing(root, () => new TemporaryFolder(root, options.temporary));
  const few = source.fits(INLINE_FILES, INLINE_BYTES);
  const threads = few ? 0 : options.workers;
  try {
    yield* withThreads(context, layer, threads, options.signal, (pool) => {
      const how = { root, temporary: temporary.path, linkMode: options.linkMode };
      const tasks = function* () {
        for (const batch of writeBatches(index, source.all(), how)) {
          throwIfAborted(options.signal);
          yield async () => writtenOf(batch.files, await pool.run('write', batch.request, batch.weight));
        }
      };
      return inFlight(tasks(), pool.size * 2);
    });
    if (options.linkMode === 'hardlink') await markAfterLinking(context);
  } finally {
    temporary.remove();
  }
}

function writtenOf(files: readonly FileToWrite[], results: WriteResults): WrittenFile[] {
  return files.map(({ index, executable }, row) => {
    const flags = results.flags[row] as number;
    const remark = results.remarks.get(row) ?? '';
    const outcome = flags & Written.mask;
    if (outcome === Written.missing) return { index, result: 'missing' };
    if (outcome === Written.damaged) return { index, result: 'damaged', found: remark };
    if (outcome === Written.unwritable) return { index, result: 'unwritable', reason: remark };
    const stat = {
      size: results.sizes[row] as number,
      mtimeNs: results.stats[row * 3] as bigint,
      ctimeNs: results.stats[row * 3 + 1] as bigint,
      ino: results.stats[row * 3 + 2] as bigint,
      executable,
      shared: (flags & SHARED) !== 0,
    };
    return { index, result: 'written', stat };
  });
}
