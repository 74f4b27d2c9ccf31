import { lstatSync, readdirSync, readFileSync, readlinkSync } from 'node:fs';
import { join } from 'node:path';
import { Disk, type Node } from './disk.ts';
import type { Operation } from './operation.ts';
import { type Command, type TracedRun, trace } from './trace.ts';

/** The bytes of one content of a file, and how the file looked that holds them. */
export interface Recorded {
  readonly bytes: Buffer;
  readonly mode: number;
  readonly modified: Date;
}

/** What happened to a folder, from an empty one on: by traced commands, and by the test, which flushes nothing. */
export class Recording {
  readonly root: string;
  readonly passedOver: readonly string[];
  readonly operations: Operation[] = [];
  /** By the version of the content. */
  readonly contents = new Map<number, Recorded>();
  readonly #disk: Disk;

  constructor(root: string, passedOver: readonly string[] = []) {
    this.root = root;
    this.passedOver = passedOver;
    this.#disk = new Disk(root, passedOver);
  }

  /**
   * Runs a command and adds what it did. Throws when the folder does not look as the trace says that it must:
   * then the trace has missed something.
   */
  async run(command: Command): Promise<TracedRun> {
    const run = await trace(command);
    this.#add(run.operations);
    const differences = this.#differences();
    if (differences.length > 0) throw new Error(`the trace does not account for ${differences.join(', ')}`);
    this.#keepContents();
    return run;
  }

  /** Takes what the test itself has put into the folder, or changed, since the last run. */
  adopt(): void {
    this.#add(this.#differences().flatMap((path) => this.#putThere(path)));
    this.#keepContents();
  }

  #add(operations: readonly Operation[]): void {
    for (const operation of operations) {
      if (!this.#disk.concerns(operation)) continue;
      this.operations.push(operation);
      this.#disk.apply(operation);
      if (operation.kind === 'write' && operation.bytes !== undefined)
        this.#keepWritten(operation.path, operation.bytes);
    }
  }

  /** Keeps what one call wrote as a whole file. */
  #keepWritten(path: string, bytes: Buffer): void {
    const node = this.#disk.find(path);
    if (node?.kind === 'file' && node.now.length === bytes.length)
      this.contents.set(node.now.version, { bytes, mode: 0o644, modified: new Date() });
  }

  #putThere(path: string): readonly Operation[] {
    const text = `the test puts ${path} there`;
    const stat = lstatSync(path, { throwIfNoEntry: false });
    if (stat === undefined) return [{ kind: 'remove', path, text }];
    if (stat.isDirectory()) return [{ kind: 'make-folder', path, text }];
    if (stat.isSymbolicLink()) return [{ kind: 'symlink', path, target: readlinkSync(path), text }];
    return [
      { kind: 'create', path, truncate: true, text },
      { kind: 'write', path, length: stat.size, text },
    ];
  }

  /** Paths that are not on the disk as the operations say; folders before what is in them. */
  #differences(): string[] {
    const paths = readdirSync(this.root, { recursive: true, withFileTypes: true })
      .map((entry) => join(entry.parentPath, entry.name))
      .filter((path) => this.#disk.holds(path))
      .sort();
    const gone = this.#disk
      .paths()
      .filter((path) => lstatSync(path, { throwIfNoEntry: false }) === undefined);
    return [...paths.filter((path) => !this.#isAsSaid(path)), ...gone];
  }

  #isAsSaid(path: string): boolean {
    const node = this.#disk.find(path);
    const stat = lstatSync(path);
    if (stat.isDirectory()) return node?.kind === 'folder';
    if (stat.isSymbolicLink()) return node?.kind === 'symlink';
    if (node?.kind !== 'file' || node.now.length !== stat.size) return false;
    const kept = this.contents.get(node.now.version)?.bytes;
    return (
      kept === undefined ||
      kept.length > stat.size ||
      readFileSync(path).subarray(0, kept.length).equals(kept)
    );
  }

  #keepContents(): void {
    for (const path of this.#disk.paths()) {
      const node: Node | undefined = this.#disk.find(path);
      if (node?.kind !== 'file') continue;
      const { mode, mtime } = lstatSync(path);
      this.contents.set(node.now.version, { bytes: readFileSync(path), mode, modified: mtime });
    }
  }
}
