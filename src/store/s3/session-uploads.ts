import type { Layer } from '../../records/layers.ts';
import type { StoreIndex, Upload } from './store-index.ts';

/** Uploads of a session that run while it goes on. */
export class SessionUploads {
  readonly #index: StoreIndex;
  readonly #layer: Layer;
  readonly #early: boolean;
  readonly #running = new Set<Promise<void>>();
  #confirmed: Upload[] = [];
  #failed: unknown;

  /** `early`: what is confirmed is placed at once, not when the session is flushed. */
  constructor(index: StoreIndex, layer: Layer, early: boolean) {
    this.#index = index;
    this.#layer = layer;
    this.#early = early;
  }

  get running(): number {
    return this.#running.size;
  }

  /** Throws what an upload failed with. */
  check(): void {
    if (this.#failed !== undefined) throw this.#failed;
  }

  /** Starts an upload. It may come to nothing when there was nothing to send. */
  start(upload: () => Promise<Upload | undefined>): void {
    const one: Promise<void> = upload()
      .then((done) => done && this.confirm(done))
      .catch((error: unknown) => {
        this.#failed ??= error;
      })
      .finally(() => this.#running.delete(one));
    this.#running.add(one);
  }

  /** Takes an upload that the server has confirmed. */
  async confirm(upload: Upload): Promise<void> {
    if (this.#early) await this.#index.place(this.#layer, [upload]);
    else this.#confirmed.push(upload);
  }

  /** Waits until fewer than `limit` run. */
  async room(limit: number): Promise<void> {
    while (this.#running.size >= limit) await Promise.race(this.#running);
    this.check();
  }

  /** Waits for all of them, and has the index know of them. */
  async finish(): Promise<void> {
    await this.room(1);
    const confirmed = this.#confirmed;
    this.#confirmed = [];
    if (confirmed.length > 0) await this.#index.place(this.#layer, confirmed);
  }

  /** Waits until nothing runs any more, whatever comes of it. */
  async settle(): Promise<void> {
    while (this.#running.size > 0) await Promise.race(this.#running);
  }
}
