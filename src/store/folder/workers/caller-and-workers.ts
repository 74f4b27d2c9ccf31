import { InlineThread } from './inline-thread.ts';
import type { StoreSetup, TaskKind, Tasks, Threads } from './worker-messages.ts';
import { WorkerPool } from './worker-pool.ts';

/** The calling thread takes no task of more bytes than this: nothing else happens there meanwhile. */
const CALLER_BYTES = 16 * 1024 * 1024;

/**
 * The calling thread and one worker less than there are processors: where these are few, another thread costs
 * more memory and time than it saves. The last worker is started only for what the calling thread won't take.
 */
export class CallerAndWorkers implements Threads {
  readonly size: number;
  readonly #caller: InlineThread;
  readonly #pool: WorkerPool;
  #load = 0;

  constructor(size: number, setup: StoreSetup) {
    this.size = size;
    this.#caller = new InlineThread(setup);
    this.#pool = new WorkerPool(size - 1, setup);
  }

  run<K extends TaskKind>(
    kind: K,
    request: Tasks[K]['request'],
    weight: number,
  ): Promise<Tasks[K]['result']> {
    if (weight <= CALLER_BYTES && this.#load <= this.#pool.load) return this.#runHere(kind, request, weight);
    if (weight > CALLER_BYTES && this.#pool.load > 0 && this.#pool.size < this.size) this.#pool.add();
    return this.#pool.run(kind, request, weight);
  }

  async runAll<K extends TaskKind>(
    kind: K,
    request: Tasks[K]['request'],
  ): Promise<readonly Tasks[K]['result'][]> {
    const both = await Promise.all([this.#caller.runAll(kind, request), this.#pool.runAll(kind, request)]);
    return both.flat();
  }

  stop(): void {
    this.#caller.stop();
    this.#pool.stop();
  }

  resume(): void {
    this.#caller.resume();
    this.#pool.resume();
  }

  async close(): Promise<void> {
    await Promise.all([this.#caller.close(), this.#pool.close()]);
  }

  async #runHere<K extends TaskKind>(
    kind: K,
    request: Tasks[K]['request'],
    weight: number,
  ): Promise<Tasks[K]['result']> {
    this.#load += weight;
    try {
      return await this.#caller.run(kind, request);
    } finally {
      this.#load -= weight;
    }
  }
}
