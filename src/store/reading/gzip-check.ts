import { createGunzip, type Gunzip } from 'node:zlib';

/**
 * Checks a gzip stream by its own CRCs: any number of members, then zero padding. Output is thrown away; the
 * memory it takes does not depend on the file.
 */
export class GzipCheck {
  readonly #gunzip: Gunzip;
  #consumed = 0;
  #seen = 0;
  #padding = false;
  #error: string | undefined;

  constructor() {
    this.#gunzip = createGunzip();
    this.#gunzip.on('error', (error) => {
      this.#error ??= error.message;
    });
    this.#gunzip.resume();
  }

  /** Feeds the next bytes; they may be reused when this returns. */
  async write(bytes: Uint8Array): Promise<void> {
    if (this.#error !== undefined || bytes.length === 0) return;
    if (this.#padding) return this.#pad(bytes);
    this.#seen += bytes.length;
    await new Promise<void>((resolve) => {
      this.#gunzip.once('close', resolve);
      this.#gunzip.write(bytes, () => {
        this.#gunzip.off('close', resolve);
        resolve();
      });
    });
    this.#consumed = this.#gunzip.bytesWritten;
    if (this.#error === undefined && this.#consumed < this.#seen) {
      this.#padding = true;
      this.#pad(bytes.subarray(bytes.length - (this.#seen - this.#consumed)));
    }
  }

  /** Why the stream is damaged, or undefined when it is whole. */
  async end(): Promise<string | undefined> {
    if (this.#error === undefined && !this.#padding) {
      await new Promise<void>((resolve) => {
        this.#gunzip.once('close', resolve);
        this.#gunzip.once('end', resolve);
        this.#gunzip.end();
      });
    }
    this.#gunzip.destroy();
    return this.#error;
  }

  #pad(bytes: Uint8Array): void {
    if (bytes.some((byte) => byte !== 0)) this.#error ??= 'bytes after the last member';
  }
}
