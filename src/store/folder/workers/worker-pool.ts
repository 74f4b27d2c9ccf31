import { Worker } from 'node:worker_threads';
import { errorOf } from './failure-message.ts';
import {
  type AnswerMessage,
  NO_MORE,
  type StoreSetup,
  type TaskKind,
  type TaskMessage,
  type Tasks,
  type Threads,
  type WorkerSetup,
} from './worker-messages.ts';

/** The heap of a worker: what it reads and writes lies outside of it. */
const LIMITS = { maxOldGenerationSizeMb: 48, maxYoungGenerationSizeMb: 4 };

/** Worker threads. */
export class WorkerPool implements Threads {
  readonly #setup: WorkerSetup;
  readonly #stop = new Int32Array(new SharedArrayBuffer(4));
  #threads: readonly Thread[] = [];

  constructor(count: number, setup: StoreSetup) {
    this.#setup = { ...setup, stop: this.#stop };
    while (this.size < count) this.add();
  }

  get size(): number {
    return this.#threads.length;
  }

  /** How much the thread has to do that has the least to do. */
  get load(): number {
    return Math.min(...this.#threads.map((thread) => thread.load));
  }

  /** Starts one more thread. */
  add(): void {
    this.#threads = [...this.#threads, new Thread(this.#setup)];
  }

  run<K extends TaskKind>(
    kind: K,
    request: Tasks[K]['request'],
    weight: number,
  ): Promise<Tasks[K]['result']> {
    const idle = this.#threads.reduce((a, b) => (b.load < a.load ? b : a));
    return idle.run(kind, request, weight);
  }

  runAll<K extends TaskKind>(kind: K, request: Tasks[K]['request']): Promise<readonly Tasks[K]['result'][]> {
    return Promise.all(this.#threads.map((thread) => thread.run(kind, request, 0)));
  }

  stop(): void {
    Atomics.store(this.#stop, 0, 1);
  }

  resume(): void {
    Atomics.store(this.#stop, 0, 0);
  }

  async close(): Promise<void> {
    this.stop();
    await Promise.all(this.#threads.map((thread) => thread.close()));
  }
}

interface Waiting {
  readonly weight: number;
  resolve(result: unknown): void;
  reject(error: unknown): void;
}

class Thread {
  readonly #worker: Worker;
  readonly #ended: Promise<void>;
  readonly #waiting = new Map<number, Waiting>();
  #sent = 0;
  #failed: unknown;
  load = 0;

  constructor(setup: WorkerSetup) {
    // The bundle has this worker beside the file that this code ends up in, as .js.
    const name = import.meta.url.endsWith('.ts') ? './store-worker.ts' : './store-worker.js';
    this.#worker = new Worker(new URL(name, import.meta.url), { workerData: setup, resourceLimits: LIMITS });
    this.#worker.on('message', (message: AnswerMessage) => this.#answer(message));
    this.#worker.on('error', (error) => this.#fail(error));
    this.#ended = new Promise((resolve) => {
      this.#worker.on('exit', () => {
        this.#fail(new Error('a worker thread ended'));
        resolve();
      });
    });
  }

  run<K extends TaskKind>(
    kind: K,
    request: Tasks[K]['request'],
    weight: number,
  ): Promise<Tasks[K]['result']> {
    if (this.#failed !== undefined) return Promise.reject(this.#failed);
    return new Promise((resolve, reject) => {
      this.#sent += 1;
      this.#waiting.set(this.#sent, { weight, resolve: resolve as (result: unknown) => void, reject });
      this.load += weight;
      const message: TaskMessage<K> = { number: this.#sent, kind, request };
      this.#worker.postMessage(message);
    });
  }

  /** Has it end by itself: to end a thread from outside, in the midst of what it does, can crash the process. */
  async close(): Promise<void> {
    this.#worker.postMessage(NO_MORE);
    await this.#ended;
  }

  #answer(message: AnswerMessage): void {
    const waiting = this.#waiting.get(message.number);
    if (waiting === undefined) return;
    this.#waiting.delete(message.number);
    this.load -= waiting.weight;
    if ('failure' in message) waiting.reject(errorOf(message.failure));
    else waiting.resolve(message.result);
  }

  #fail(error: unknown): void {
    this.#failed ??= error;
    for (const waiting of this.#waiting.values()) waiting.reject(error);
    this.#waiting.clear();
  }
}
