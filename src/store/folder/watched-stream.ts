/** A stream that tells whether it was itself what failed, and not whoever reads it. */
export class WatchedStream implements AsyncIterable<Uint8Array> {
  readonly #stream: AsyncIterable<Uint8Array>;
  failed = false;

  constructor(stream: AsyncIterable<Uint8Array>) {
    this.#stream = stream;
  }

  async *[Symbol.asyncIterator](): AsyncIterator<Uint8Array> {
    try {
      yield* this.#stream;
    } catch (error) {
      this.failed = true;
      throw error;
    }
  }
}
