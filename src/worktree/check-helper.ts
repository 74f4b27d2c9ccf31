import { Worker } from 'node:worker_threads';

/** What the thread that helps with a check is given; nothing when it is not needed after all. */
export interface CheckJob {
  /** Ends with `/`. */
  readonly root: string;
  /** The cache's file. */
  readonly bytes: Uint8Array;
  /** Of `newCheckState`. */
  readonly state: Int32Array;
}

/** A thread that takes tasks of one check until there are none. */
export class CheckHelper {
  readonly #worker: Worker;
  /** When it is done, or has failed and left a task undone. */
  readonly ended: Promise<void>;

  /** Starts the thread, before there is a job: it takes a while. */
  constructor() {
    this.#worker = new Worker(new URL('./check-worker.ts', import.meta.url));
    this.ended = new Promise((done) => {
      this.#worker.on('message', () => done());
      this.#worker.on('error', () => done());
      this.#worker.on('exit', () => done());
    });
  }

  begin(job: CheckJob): void {
    this.#worker.postMessage(job);
  }

  /** Lets the thread go, also when it was given no job. */
  release(): void {
    this.#worker.postMessage(undefined);
    this.#worker.unref();
  }
}
