import { close, fdatasync, fsync } from 'node:fs';

/** Open files that may wait for the disk at once. */
const LIMIT = 16;

/** Makes files durable while their writer goes on. */
export class BackgroundFlush {
  readonly #running = new Set<Promise<void>>();
  readonly #begun = new Map<number, Promise<void>>();
  #failed: unknown;

  /** Has the disk begin with what was written to a file, which stays open. */
  begin(file: number): void {
    if (this.#begun.has(file)) return;
    // The kernel tells a failure once: the flush at the end would not hear of it again.
    const begun = new Promise<void>((resolve) => {
      fdatasync(file, (failed) => {
        this.#failed ??= failed ?? undefined;
        resolve();
      });
    }).finally(() => this.#begun.delete(file));
    this.#begun.set(file, begun);
  }

  /** Flushes a file and closes it; waits only while too many others are on their way. */
  async start(file: number): Promise<void> {
    const one = new Promise<void>((resolve) => {
      fsync(file, (failed) => {
        this.#failed ??= failed ?? undefined;
        close(file, () => resolve());
      });
    }).finally(() => this.#running.delete(one));
    this.#running.add(one);
    if (this.#running.size > LIMIT) await Promise.race(this.#running);
  }

  /** Waits until all of them are durable; throws when one could not be made so. */
  async done(): Promise<void> {
    await Promise.all([...this.#running, ...this.#begun.values()]);
    const failed = this.#failed;
    this.#failed = undefined;
    if (failed !== undefined) throw failed;
  }
}
