import type { LakeView } from './lake-view.ts';
import { firstState, type Size, type TuiState } from './model/state.ts';
import type { TuiEvent } from './model/tui-event.ts';
import { update } from './model/update.ts';
import { type Want, wantsOf } from './model/wants.ts';
import { PANE_MODELS } from './panes.ts';

/** A load is begun when it was wanted for so many milliseconds: a cursor that runs down a list loads nothing. */
const PATIENCE_MS = 25;

/** What a browser works with besides the lake. */
export interface BrowserOptions {
  readonly name: string;
  readonly size: Size;
  readonly remote: string | undefined;
  /** The words for an error. */
  readonly describe: (error: unknown) => string;
  /** Puts a text into the clipboard. */
  readonly copy: (text: string) => void;
}

/** Holds the state of the screen, and has the lake asked for what it lacks. */
export class Browser {
  readonly #view: LakeView;
  readonly #options: BrowserOptions;
  readonly #under = new Map<string, AbortController>();
  readonly #listeners = new Set<() => void>();
  readonly #end = new AbortController();
  readonly #work = new Set<Promise<void>>();
  #state: TuiState;

  constructor(view: LakeView, options: BrowserOptions) {
    this.#view = view;
    this.#options = options;
    this.#state = firstState(options.name, options.size, options.remote);
    this.#pursue();
    this.#await(this.#follow());
  }

  readonly state = (): TuiState => this.#state;

  /** Tells of every new state. */
  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  /** Takes what happened. */
  take(event: TuiEvent): void {
    // What was under way when the screen was closed begins nothing any more.
    if (this.#end.signal.aborted) return;
    const before = this.#state;
    this.#state = update(before, event, PANE_MODELS);
    if (this.#state === before) return;
    if (this.#state.clipboard.number !== before.clipboard.number)
      this.#options.copy(this.#state.clipboard.text);
    this.#pursue();
    for (const listener of this.#listeners) listener();
  }

  /** Ends what is under way. */
  close(): void {
    this.#end.abort();
    for (const controller of this.#under.values()) controller.abort();
    this.#under.clear();
    this.#listeners.clear();
  }

  /** Fulfilled when nothing is under way any more: the lake can be closed. */
  async ended(): Promise<void> {
    while (this.#work.size > 0) await Promise.all(this.#work);
  }

  #await(work: Promise<void>): void {
    const done = work.finally(() => this.#work.delete(done));
    this.#work.add(done);
  }

  /** Begins what is wanted now, and ends what is wanted no longer. */
  #pursue(): void {
    const wants = new Map(wantsOf(this.#state).map((want) => [want.key, want]));
    for (const [key, controller] of this.#under) {
      if (wants.has(key)) continue;
      controller.abort();
      this.#under.delete(key);
    }
    for (const [key, want] of wants) {
      if (this.#under.has(key)) continue;
      const controller = new AbortController();
      this.#under.set(key, controller);
      const patience = want.kind === 'datasets' || want.kind === 'act' ? 0 : PATIENCE_MS;
      setTimeout(() => this.#await(this.#load(want, controller.signal)), patience);
    }
  }

  async #load(want: Want, signal: AbortSignal): Promise<void> {
    if (signal.aborted) return;
    try {
      for await (const event of this.#view.load(want, signal)) {
        if (signal.aborted) return;
        this.take(event);
      }
    } catch (error) {
      // It stays among what is under way, so that what fails is not tried for ever: looking again does.
      if (signal.aborted) return;
      const notice = { tone: 'bad' as const, text: this.#options.describe(error) };
      this.take(want.kind === 'act' ? { type: 'ended', job: want.job, notice } : { type: 'said', notice });
    }
  }

  async #follow(): Promise<void> {
    try {
      for await (const event of this.#view.follow(this.#end.signal)) this.take(event);
    } catch (error) {
      if (!this.#end.signal.aborted) this.#tell(error);
    }
  }

  #tell(error: unknown): void {
    this.take({ type: 'said', notice: { tone: 'bad', text: this.#options.describe(error) } });
  }
}
