import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { release } from 'node:os';
import { text } from 'node:stream/consumers';
import { writeFailure } from './failure.ts';

/** The first Linux whose syncfs(2) tells of what could not be written. */
const TELLS = [5, 8] as const;

/** A flush of a whole file system: one, however many files and folders are to be durable. */
export class FileSystemFlush {
  readonly #path: string;
  #works: Promise<boolean> | undefined;

  /** `path` is on the file system that is meant. */
  constructor(path: string) {
    this.#path = path;
  }

  /** Whether there is such a flush here; found out by doing it, once. */
  works(): Promise<boolean> {
    this.#works ??= tellsFailures()
      ? this.run().then(
          () => true,
          () => false,
        )
      : Promise.resolve(false);
    return this.#works;
  }

  /** Makes durable whatever was written to the file system until now. Throws `store-unwritable`. */
  async run(): Promise<void> {
    // Node has no syncfs(2). Not of our group of processes: Ctrl-C at a terminal is for us alone.
    const child = spawn('sync', ['-f', this.#path], { detached: true, stdio: ['ignore', 'ignore', 'pipe'] });
    const [said, [code]] = await Promise.all([text(child.stderr), once(child, 'close')]);
    if (code === 0) return;
    const failed = new Error(said.trim() || `sync -f ended with ${code}`);
    throw writeFailure(Object.assign(failed, { code: 'EIO', syscall: 'syncfs' }), this.#path);
  }
}

function tellsFailures(): boolean {
  if (process.platform !== 'linux') return false;
  const [major = 0, minor = 0] = release().split('.').map(Number);
  return major > TELLS[0] || (major === TELLS[0] && minor >= TELLS[1]);
}
