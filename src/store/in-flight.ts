/**
 * Runs tasks, at most `limit` at once, and yields their results as they come. When the reader stops or a task
 * fails, those that run are waited for.
 */
export async function* inFlight<T>(tasks: Iterable<() => Promise<T>>, limit: number): AsyncIterable<T> {
  const running = new Set<Promise<Done<T>>>();
  const rest = tasks[Symbol.iterator]();
  let ended = false;
  try {
    for (;;) {
      while (!ended && running.size < limit) {
        const next = rest.next();
        if (next.done) ended = true;
        else running.add(start(next.value));
      }
      if (running.size === 0) return;
      const done = await Promise.race(running);
      running.delete(done.of());
      if ('error' in done) throw done.error;
      yield done.value;
    }
  } finally {
    rest.return?.();
    await Promise.all(running);
  }
}

type Done<T> = { of(): Promise<Done<T>> } & ({ readonly value: T } | { readonly error: unknown });

function start<T>(task: () => Promise<T>): Promise<Done<T>> {
  const of = () => promise;
  const promise: Promise<Done<T>> = task().then(
    (value) => ({ of, value }),
    (error: unknown) => ({ of, error }),
  );
  return promise;
}
