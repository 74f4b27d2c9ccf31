import { formatNumber } from '../format/count.ts';
import { safeLines } from '../format/safe-text.ts';
import { paint, type Style } from './paint.ts';

/** How a command is to speak. */
export interface OutputOptions {
  readonly json: boolean;
  readonly quiet: boolean;
  readonly color: boolean;
  /** Called before anything is written: what is drawn over must be out of the way. */
  readonly onWrite?: () => void;
}

/** Where a command's words go: results on stdout, the rest on stderr. */
export class Output {
  readonly json: boolean;
  readonly quiet: boolean;
  readonly #color: boolean;
  readonly #onWrite: () => void;

  constructor(options: OutputOptions) {
    this.json = options.json;
    this.quiet = options.quiet;
    this.#color = options.color;
    this.#onWrite = options.onWrite ?? (() => {});
  }

  /** The same, but results are JSON. */
  asJson(): Output {
    return new Output({ json: true, quiet: this.quiet, color: false, onWrite: this.#onWrite });
  }

  /** Gives the result: the value with --json, else the text, whole lines. Data in the text is made safe by the caller. */
  result(value: unknown, text: () => string | readonly string[]): void {
    if (this.json) {
      this.#write(`${JSON.stringify(value, null, process.stdout.isTTY ? 2 : 0)}\n`);
      return;
    }
    const lines = text();
    const whole = typeof lines === 'string' ? lines : lines.join('\n');
    if (whole !== '') this.#write(whole.endsWith('\n') ? whole : `${whole}\n`);
  }

  /** Gives a long list as it comes, one JSON array or a line of text for each item, and tells how many there were. */
  async list<T>(
    items: AsyncIterable<T> | Iterable<T>,
    value: (item: T) => unknown,
    text: (item: T) => string,
  ): Promise<number> {
    let written = 0;
    let waiting: string[] = [];
    const flush = () => {
      this.#write(waiting.join(''));
      waiting = [];
    };
    for await (const item of items) {
      if (this.json) waiting.push(`${written === 0 ? '[' : ',\n'}${JSON.stringify(value(item))}`);
      else waiting.push(`${text(item)}\n`);
      written += 1;
      if (waiting.length === LINES_AT_ONCE) flush();
    }
    if (this.json) waiting.push(written === 0 ? '[]\n' : ']\n');
    flush();
    return written;
  }

  /** Gives bytes as they are, no faster than they are taken. */
  async bytes(chunks: AsyncIterable<Uint8Array>): Promise<void> {
    this.#onWrite();
    for await (const chunk of chunks) {
      if (process.stdout.write(chunk)) continue;
      await new Promise<void>((drained) => process.stdout.once('drain', drained));
    }
  }

  /** Says something on stderr that is no result; not with --quiet or --json. */
  note(text: string): void {
    if (this.quiet || this.json) return;
    this.#onWrite();
    process.stderr.write(`${safeLines(text)}\n`);
  }

  /** Warns on stderr; not with --quiet, nor with --json, whose stderr is for programs. */
  warn(text: string): void {
    if (this.quiet || this.json) return;
    this.#onWrite();
    process.stderr.write(`${this.paint('yellow', 'Warning:')} ${safeLines(text)}\n`);
  }

  /** Warns of the first few of these, and says how many more there are. */
  warnOfEach<T>(found: readonly T[], words: (one: T) => string): void {
    const few = 5;
    for (const one of found.slice(0, few)) this.warn(words(one));
    if (found.length > few) this.warn(`And so with ${formatNumber(found.length - few)} more.`);
  }

  /** The text in a style, where stdout takes one. */
  paint(style: Style, text: string): string {
    return this.#color ? paint(style, text) : text;
  }

  #write(text: string): void {
    if (text === '') return;
    this.#onWrite();
    process.stdout.write(text);
  }
}

// One write for many lines: a write is a system call.
const LINES_AT_ONCE = 512;
