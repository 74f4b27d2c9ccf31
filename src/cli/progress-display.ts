import { type ProgressState, progressLine } from '../format/progress-line.ts';
import { type TimedProgress, timedProgress } from '../format/timed-progress.ts';

/** Where and how progress is shown. */
export interface ProgressDisplayOptions {
  readonly silent: boolean;
  readonly stream: { readonly isTTY?: boolean; readonly columns?: number; write(text: string): unknown };
}

// On a terminal a line that is drawn over, ten times a second; else a line now and then, for logs.
const REDRAW_MS = 100;
const PLAIN_FIRST_MS = 2000;
const PLAIN_AGAIN_MS = 10_000;

/** Shows how far long work has got. Cheap to call often. */
export class ProgressDisplay {
  readonly #options: ProgressDisplayOptions;
  #shown: TimedProgress | undefined;
  #next = 0;
  #drawn = false;

  constructor(options: ProgressDisplayOptions) {
    this.#options = options;
  }

  /** Whether nothing is shown, whatever happens: then nothing need be counted for it. */
  get silent(): boolean {
    return this.#options.silent;
  }

  /** Takes the newest state; shows it when it is time to. */
  update(state: ProgressState): void {
    if (this.#options.silent) return;
    const now = performance.now();
    // Of many quick subjects one after another one is shown now and then.
    if (state.what !== this.#shown?.state.what) this.#start(now);
    const shown = timedProgress(this.#shown, state, now);
    this.#shown = shown;
    if (now < this.#next) return;
    const { stream } = this.#options;
    const line = progressLine(state, shown.elapsed, (stream.columns ?? 100) - 1);
    stream.write(stream.isTTY === true ? `\r${line}\x1b[K` : `${line}\n`);
    this.#drawn = stream.isTTY === true;
    this.#next = now + (stream.isTTY === true ? REDRAW_MS : PLAIN_AGAIN_MS);
  }

  /** Clears the line. Safe to call twice. */
  end(): void {
    if (this.#drawn) this.#options.stream.write('\r\x1b[K');
    this.#drawn = false;
    this.#shown = undefined;
  }

  #start(now: number): void {
    this.end();
    this.#next = now + (this.#options.stream.isTTY === true ? REDRAW_MS : PLAIN_FIRST_MS);
  }
}
