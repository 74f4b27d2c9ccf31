import { Worker } from 'node:worker_threads';
import { placeColumns, type StatColumns, statColumns } from './file-table.ts';
import { statPaths } from './stat-paths.ts';

/** A chunk of paths for the worker, joined by NUL: one long text is handed over much faster than many. */
export interface StatJob {
  readonly root: string;
  readonly block: StatBlock;
  /** Which chunk of the block. */
  readonly chunk: number;
  readonly paths: string;
}

/** Room for the stats of many chunks of paths, which both threads write to. */
export interface StatBlock {
  readonly columns: StatColumns;
  /** By chunk, whether somebody has taken it, or is done with it. */
  readonly states: Int32Array;
}

const FREE = 0;
const TAKEN = 1;
const DONE = 2;

/** Paths of a chunk. */
const CHUNK = 1024;
/** Chunks of a block. */
const BLOCK = 64;
// Below so many chunks the main thread is done before a worker has started.
const WORTH_A_WORKER = 12;

/** Stats a chunk of paths, unless another thread has taken it. */
export function statChunk(
  { columns, states }: StatBlock,
  chunk: number,
  root: string,
  paths: () => readonly string[],
): void {
  if (Atomics.compareExchange(states, chunk, FREE, TAKEN) !== FREE) return;
  statPaths(root, paths(), columns, chunk * CHUNK);
  Atomics.store(states, chunk, DONE);
}

/**
 * Stats many files below a root on two threads. While the caller is still listing folders the worker takes chunks
 * from the front; then the caller joins in from the back.
 */
export class StatPool {
  readonly #root: string;
  readonly #chunks: string[][] = [];
  readonly #blocks: StatBlock[] = [];
  #open: string[] = [];
  #worker: Worker | undefined;
  #ended: Promise<void> | undefined;
  #posted = 0;

  /** `root` ends with `/`. */
  constructor(root: string) {
    this.#root = root;
  }

  /** Adds the next path, or an empty text for a row that needs no stat. */
  add(path: string): void {
    if (this.#open.push(path) < CHUNK) return;
    this.#close();
    if (this.#chunks.length >= WORTH_A_WORKER) this.#post();
  }

  /** The stats of all paths, in the order in which they were added. */
  async finish(): Promise<StatColumns> {
    this.#close();
    for (let chunk = this.#chunks.length - 1; chunk >= 0; chunk--) this.#stat(chunk);
    const isLeft = (chunk: number) => this.#blockOf(chunk).states[chunk % BLOCK] !== DONE;
    // What the worker took it does, or fails over; then it is ours.
    this.#worker?.postMessage(undefined);
    if (this.#chunks.some((_, chunk) => isLeft(chunk))) await this.#ended;
    for (const chunk of this.#chunks.keys()) {
      if (!isLeft(chunk)) continue;
      this.#blockOf(chunk).states[chunk % BLOCK] = FREE;
      this.#stat(chunk);
    }
    return this.#gathered();
  }

  /** Lets the worker go. Safe to call twice. */
  close(): void {
    this.#worker?.postMessage(undefined);
    this.#worker?.unref();
    this.#worker = undefined;
  }

  #close(): void {
    if (this.#chunks.length % BLOCK === 0) this.#blocks.push(sharedBlock());
    this.#chunks.push(this.#open);
    this.#open = [];
  }

  #blockOf(chunk: number): StatBlock {
    return this.#blocks[Math.floor(chunk / BLOCK)]!;
  }

  #stat(chunk: number): void {
    statChunk(this.#blockOf(chunk), chunk % BLOCK, this.#root, () => this.#chunks[chunk]!);
  }

  #post(): void {
    const worker = this.#worker ?? this.#start();
    for (; this.#posted < this.#chunks.length; this.#posted++) {
      const paths = this.#chunks[this.#posted]!.join('\0');
      const block = this.#blockOf(this.#posted);
      const job: StatJob = { root: this.#root, block, chunk: this.#posted % BLOCK, paths };
      worker.postMessage(job);
    }
  }

  #start(): Worker {
    const worker = new Worker(new URL('./stat-worker.ts', import.meta.url));
    this.#ended = new Promise((ended) => {
      worker.on('message', () => ended());
      worker.on('error', () => ended());
      worker.on('exit', () => ended());
    });
    this.#worker = worker;
    return worker;
  }

  #gathered(): StatColumns {
    const rows = this.#chunks.reduce((sum, chunk) => sum + chunk.length, 0);
    const all = statColumns(rows);
    for (const [i, { columns }] of this.#blocks.entries()) {
      const at = i * BLOCK * CHUNK;
      placeColumns(all, at, columns, Math.min(rows - at, BLOCK * CHUNK));
    }
    return all;
  }
}

function sharedBlock(): StatBlock {
  const rows = BLOCK * CHUNK;
  const shared = (bytes: number) => new SharedArrayBuffer(bytes);
  const columns = {
    size: new Float64Array(shared(8 * rows)),
    mtimeNs: new BigInt64Array(shared(8 * rows)),
    ctimeNs: new BigInt64Array(shared(8 * rows)),
    ino: new BigUint64Array(shared(8 * rows)),
    flags: new Uint8Array(shared(rows)),
  };
  return { columns, states: new Int32Array(shared(4 * BLOCK)) };
}
