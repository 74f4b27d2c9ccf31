/** Ends a turn. Safe to call twice. */
export type EndTurn = () => void;

/** A queue for one thing that many want: first come, first served. */
export interface Turns {
  /** Waits for a turn. When `signal` aborts first, throws its reason and takes none. */
  take(signal?: AbortSignal): Promise<EndTurn>;
  /** Whether somebody has the turn. */
  readonly busy: boolean;
}

/** Makes a queue that nobody is in. */
export function createTurns(): Turns {
  const waiting: (() => void)[] = [];
  let busy = false;
  const next = () => {
    const first = waiting.shift();
    if (first === undefined) busy = false;
    else first();
  };
  const granted = (): EndTurn => {
    let ended = false;
    return () => {
      if (ended) return;
      ended = true;
      next();
    };
  };
  return {
    get busy() {
      return busy;
    },
    take: (signal) =>
      new Promise((resolve, reject) => {
        signal?.throwIfAborted();
        if (!busy) {
          busy = true;
          resolve(granted());
          return;
        }
        const abandon = () => {
          waiting.splice(waiting.indexOf(start), 1);
          reject(signal?.reason);
        };
        const start = () => {
          signal?.removeEventListener('abort', abandon);
          resolve(granted());
        };
        signal?.addEventListener('abort', abandon, { once: true });
        waiting.push(start);
      }),
  };
}
