import { setImmediate } from 'node:timers/promises';
import { Performer } from './performer.ts';
import type { StoreSetup, TaskKind, Tasks, Threads } from './worker-messages.ts';

/** The calling thread in the place of workers: for what is done before a worker has started. */
export class InlineThread implements Threads {
  readonly size = 1;
  readonly #performer: Performer;
  #stopped = false;
  #last: Promise<unknown> = Promise.resolve();

  constructor(setup: StoreSetup) {
    this.#performer = new Performer(setup, () => this.#stopped);
  }

  run<K extends TaskKind>(kind: K, request: Tasks[K]['request']): Promise<Tasks[K]['result']> {
    // After a turn of the event loop: what others have sent meanwhile is not kept waiting.
    const result = this.#last
      .then(() => setImmediate())
      .then(() => this.#performer.perform({ kind, request })) as Promise<Tasks[K]['result']>;
    this.#last = result.catch(() => undefined);
    return result;
  }

  async runAll<K extends TaskKind>(
    kind: K,
    request: Tasks[K]['request'],
  ): Promise<readonly Tasks[K]['result'][]> {
    return [await this.run(kind, request)];
  }

  stop(): void {
    this.#stopped = true;
  }

  resume(): void {
    this.#stopped = false;
  }

  async close(): Promise<void> {
    this.stop();
    await this.#last;
    await this.#performer.close();
  }
}
