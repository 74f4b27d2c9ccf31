import { availableParallelism } from 'node:os';
import type { Layer } from '../../../records/layers.ts';
import type { StoreContext } from '../store-context.ts';
import { CallerAndWorkers } from './caller-and-workers.ts';
import { InlineThread } from './inline-thread.ts';
import type { Threads } from './worker-messages.ts';
import { WorkerPool } from './worker-pool.ts';

/** The most threads that work when the caller doesn't say. */
const MOST_THREADS = 8;
/** Up to so many processors the calling thread does its share. */
const FEW_PROCESSORS = 2;

/**
 * Starts so many workers; with a count of 0 the calling thread takes their place. Default: a thread for each
 * processor, at most 8.
 */
export function startThreads(context: StoreContext, layer: Layer, count: number | undefined): Threads {
  const setup = context.setup(layer);
  const processors = availableParallelism();
  if (count === 0 || (count === undefined && processors === 1)) return new InlineThread(setup);
  if (count === undefined && processors <= FEW_PROCESSORS) return new CallerAndWorkers(processors, setup);
  return new WorkerPool(count ?? Math.min(MOST_THREADS, processors), setup);
}

/** Yields what `use` yields while the threads are there; they stop when a signal says so. */
export async function* withThreads<T>(
  context: StoreContext,
  layer: Layer,
  count: number | undefined,
  signal: AbortSignal | undefined,
  use: (threads: Threads) => AsyncIterable<T>,
): AsyncIterable<T> {
  const threads = startThreads(context, layer, count);
  const stop = () => threads.stop();
  signal?.addEventListener('abort', stop);
  try {
    yield* use(threads);
  } finally {
    signal?.removeEventListener('abort', stop);
    await threads.close();
  }
}
