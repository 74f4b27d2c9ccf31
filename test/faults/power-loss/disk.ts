import { basename, dirname } from 'node:path';
import type { Change, Operation } from './operation.ts';

/** A file's bytes while they only grow: a truncation begins a new one. `length` of them have been written. */
export interface Content {
  readonly version: number;
  readonly length: number;
}

/** A file, folder or symlink, whatever its names: what it is now, and what of it is certainly on the medium. */
export type Node = FileNode | FolderNode | SymlinkNode;

export interface FileNode {
  readonly kind: 'file';
  now: Content;
  durable: Content;
}

export interface FolderNode {
  readonly kind: 'folder';
  readonly now: Map<string, Node>;
  readonly durable: Map<string, Node>;
  /** What was done to names here that no flush has covered, oldest first; a node is undefined where a name went. */
  pending: NameChange[];
}

export interface SymlinkNode {
  readonly kind: 'symlink';
  readonly target: string;
}

export interface NameChange {
  readonly name: string;
  readonly node: Node | undefined;
  /** Changes made by one operation have one number. */
  readonly operation: number;
}

const EMPTY: Content = { version: 0, length: 0 };

/**
 * The folder `root` as POSIX promises it: what programs see, and what a loss of power leaves for certain.
 * Bytes are durable once their file was flushed, names once their folder was; flushes of one cover nothing of
 * the other.
 */
export class Disk {
  readonly root: FolderNode = newFolder();
  readonly #path: string;
  readonly #passedOver: readonly string[];
  readonly #covers = new Map<number, () => void>();
  #versions = 0;
  #operations = 0;

  /** Folders that are `passedOver` are not kept track of. */
  constructor(path: string, passedOver: readonly string[] = []) {
    this.#path = path;
    this.#passedOver = passedOver;
  }

  /** Whether this path is below the root and kept track of. */
  holds(path: string): boolean {
    const below = (folder: string) => path.startsWith(`${folder}/`);
    return below(this.#path) && !this.#passedOver.some((folder) => path === folder || below(folder));
  }

  /** Whether this operation may change what is kept track of. */
  concerns(operation: Operation): boolean {
    if (operation.kind === 'sync-ends') return this.#covers.has(operation.token);
    const { path } = operation;
    return path === undefined || path === this.#path || this.holds(path);
  }

  /** Does what the program did. Operations on paths that it does not hold are passed over. */
  apply(operation: Operation): void {
    this.#operations += 1;
    if (operation.kind === 'sync-ends') this.#endSync(operation.token);
    else if (operation.kind === 'sync-begins') this.#beginSync(operation.path, operation.token);
    else if (this.holds(operation.path)) this.#change(operation);
  }

  /** The node with this path as programs see it; undefined when there is none. */
  find(path: string): Node | undefined {
    let node: Node | undefined = this.root;
    for (const part of path.slice(this.#path.length + 1).split('/')) {
      if (part === '') continue;
      node = node?.kind === 'folder' ? node.now.get(part) : undefined;
    }
    return node;
  }

  /** Every path that it holds, as programs see it; folders before what is in them. */
  paths(): string[] {
    return pathsBelow(this.root, this.#path);
  }

  #change(operation: Change): void {
    const { path } = operation;
    switch (operation.kind) {
      case 'create':
        this.#create(path, operation.truncate);
        break;
      case 'write':
        this.#write(path, operation.length, operation.at);
        break;
      case 'truncate':
        this.#truncate(path, operation.length);
        break;
      case 'make-folder':
        this.#name(path, newFolder());
        break;
      case 'symlink':
        this.#name(path, { kind: 'symlink', target: operation.target });
        break;
      case 'link':
        this.#name(path, this.#known(operation.from));
        break;
      case 'rename':
        this.#name(path, this.#known(operation.from));
        this.#name(operation.from, undefined);
        break;
      case 'remove':
        this.#name(path, undefined);
    }
  }

  #known(path: string): Node {
    const node = this.find(path);
    if (node === undefined) throw new Error(`the trace does not tell where ${path} comes from`);
    return node;
  }

  #name(path: string, node: Node | undefined): void {
    const folder = this.#known(dirname(path));
    if (folder.kind !== 'folder') throw new Error(`the trace puts ${path} into something that is no folder`);
    const name = basename(path);
    if (node === undefined) folder.now.delete(name);
    else folder.now.set(name, node);
    folder.pending.push({ name, node, operation: this.#operations });
  }

  #create(path: string, truncate: boolean): void {
    const found = this.find(path);
    if (found === undefined) this.#name(path, { kind: 'file', now: this.#version(), durable: EMPTY });
    else if (found.kind === 'file' && truncate) found.now = this.#version();
  }

  #write(path: string, length: number, at: number | undefined): void {
    const file = this.find(path);
    if (file?.kind !== 'file') return;
    const end = (at ?? file.now.length) + length;
    file.now = { ...file.now, length: Math.max(file.now.length, end) };
  }

  #truncate(path: string, length: number): void {
    const file = this.find(path);
    if (file?.kind !== 'file' || file.now.length === length) return;
    file.now = length < file.now.length ? { ...this.#version(), length } : { ...file.now, length };
  }

  #version(): Content {
    this.#versions += 1;
    return { version: this.#versions, length: 0 };
  }

  #beginSync(path: string | undefined, token: number): void {
    const nodes = path === undefined ? everything(this.root) : [this.find(path)];
    const ends = nodes.flatMap((node) => (node === undefined ? [] : [coverOf(node)]));
    this.#covers.set(token, () => {
      for (const end of ends) end();
    });
  }

  #endSync(token: number): void {
    this.#covers.get(token)?.();
    this.#covers.delete(token);
  }
}

/** What becomes durable when a flush that begins now has ended. */
function coverOf(node: Node): () => void {
  if (node.kind === 'file') {
    const { now } = node;
    return () => {
      node.durable = now;
    };
  }
  if (node.kind === 'symlink') return () => undefined;
  const covered = new Set(node.pending);
  return () => {
    for (const { name, node: child } of node.pending.filter((change) => covered.has(change))) {
      if (child === undefined) node.durable.delete(name);
      else node.durable.set(name, child);
    }
    node.pending = node.pending.filter((change) => !covered.has(change));
  };
}

function everything(folder: FolderNode): Node[] {
  const below = [...folder.now.values()].flatMap((node) =>
    node.kind === 'folder' ? everything(node) : [node],
  );
  return [folder, ...below];
}

function pathsBelow(folder: FolderNode, path: string): string[] {
  return [...folder.now].flatMap(([name, node]) => {
    const below = `${path}/${name}`;
    return node.kind === 'folder' ? [below, ...pathsBelow(node, below)] : [below];
  });
}

function newFolder(): FolderNode {
  return { kind: 'folder', now: new Map(), durable: new Map(), pending: [] };
}
