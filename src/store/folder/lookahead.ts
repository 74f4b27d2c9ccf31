/** Files of which the first may be looked at before they are taken. */
export class Lookahead<T extends { readonly size: number }> {
  readonly #files: Iterable<T>;
  readonly #rest: Iterator<T> | undefined;
  readonly #seen: T[] = [];

  constructor(files: Iterable<T>) {
    this.#files = files;
    this.#rest = Array.isArray(files) ? undefined : files[Symbol.iterator]();
  }

  /** Whether these are at most so many files with at most so many bytes. */
  fits(files: number, bytes: number): boolean {
    let count = 0;
    let size = 0;
    for (const file of this.#rest === undefined ? this.#files : this.#peek(this.#rest, files + 1)) {
      count += 1;
      size += file.size;
      if (count > files || size > bytes) return false;
    }
    return true;
  }

  /** All files; a list as it was given. */
  all(): Iterable<T> {
    return this.#rest === undefined ? this.#files : this.#remaining(this.#rest);
  }

  *#remaining(rest: Iterator<T>): Iterable<T> {
    yield* this.#seen;
    for (let next = rest.next(); !next.done; next = rest.next()) yield next.value;
  }

  #peek(rest: Iterator<T>, count: number): readonly T[] {
    while (this.#seen.length < count) {
      const next = rest.next();
      if (next.done) break;
      this.#seen.push(next.value);
    }
    return this.#seen;
  }
}
