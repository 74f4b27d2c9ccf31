/** How long one waits between two values, in milliseconds: more often nobody can see. */
const PAUSE_MS = 80;

/** Hands on the newest of values that come faster than they are wanted. For one reader. */
export class Latest<T> implements AsyncIterable<T> {
  #value: { readonly it: T } | undefined;
  #ended = false;
  #wake = (): void => {};

  /** A newer value: one that nobody took is forgotten. */
  put(value: T): void {
    this.#value = { it: value };
    this.#wake();
  }

  /** There is nothing more to come. */
  end(): void {
    this.#ended = true;
    this.#wake();
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<T> {
    while (!this.#ended) {
      const value = this.#value;
      this.#value = undefined;
      if (value !== undefined) yield value.it;
      await new Promise<void>((resolve) => {
        this.#wake = value === undefined || this.#ended ? resolve : () => {};
        if (this.#ended || (value === undefined && this.#value !== undefined)) resolve();
        else if (value !== undefined) setTimeout(resolve, PAUSE_MS);
      });
    }
  }
}
