import { PassThrough, Writable } from 'node:stream';

/** A terminal that is none: what a program writes is kept, and keys come when a test says so. */
export class FakeTerminal {
  readonly stdin = Object.assign(new PassThrough(), {
    isTTY: true,
    isRaw: false,
    setRawMode(raw: boolean) {
      this.isRaw = raw;
      return this;
    },
    ref: () => this.stdin,
    unref: () => this.stdin,
  }) as unknown as NodeJS.ReadStream;
  readonly stdout: NodeJS.WriteStream;
  #written = '';
  #waiting: (() => void) | undefined;

  constructor(columns: number, rows: number) {
    const stream = new Writable({
      write: (chunk, _, done) => {
        this.#written += String(chunk);
        this.#waiting?.();
        done();
      },
    });
    this.stdout = Object.assign(stream, { isTTY: true, columns, rows }) as unknown as NodeJS.WriteStream;
  }

  /** All that was written so far. */
  get written(): string {
    return this.#written;
  }

  /** Presses keys, as the bytes that a terminal sends. */
  press(bytes: string): void {
    (this.stdin as unknown as PassThrough).write(bytes);
  }

  /** Waits until something that fits is written from here on, and gives all of that. */
  async until(fits: RegExp, seconds = 120): Promise<string> {
    const from = this.#written.length;
    const end = Date.now() + seconds * 1000;
    for (;;) {
      const news = this.#written.slice(from);
      if (fits.test(news)) return news;
      if (Date.now() > end) throw new Error(`nothing fits ${fits}:\n${news}`);
      await new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, 100);
        this.#waiting = () => {
          clearTimeout(timer);
          resolve();
        };
      });
    }
  }
}
