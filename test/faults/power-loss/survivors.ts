import type { Random } from '../random.ts';
import type { Content, FileNode, FolderNode, NameChange, Node } from './disk.ts';

/** What a loss of power left of a file: so many bytes of one content, then zeros up to `length`. */
export interface LeftFile {
  readonly kind: 'file';
  /** One for each file, however many names it has. */
  readonly node: FileNode;
  readonly content: Content;
  readonly length: number;
}

export type Left =
  | LeftFile
  | { readonly kind: 'folder' }
  | { readonly kind: 'symlink'; readonly target: string };

/** Which of the names and bytes that no flush covers a loss of power leaves. */
export interface Fate {
  readonly name: string;
  keepsName(change: NameChange): boolean;
  keepsBytes(file: FileNode): 'flushed' | 'zeros' | 'all';
}

/** The worst that POSIX allows, in several ways. `last` is the number of the last operation before the end. */
export function fates(last: number, random: Random): Fate[] {
  return [
    { name: 'nothing unflushed is left', keepsName: () => false, keepsBytes: () => 'flushed' },
    { name: 'names are left, bytes are not', keepsName: () => true, keepsBytes: () => 'flushed' },
    { name: 'names are left, bytes are zeros', keepsName: () => true, keepsBytes: () => 'zeros' },
    {
      name: 'of names only the last one is left, with its bytes',
      keepsName: (change) => change.operation === last,
      keepsBytes: () => 'all',
    },
    ...[1, 2].map((draw) => ({
      name: `names and bytes are left at random, draw ${draw}`,
      keepsName: () => random.below(2) === 1,
      keepsBytes: () => (['flushed', 'zeros', 'all'] as const)[random.below(3)] ?? 'all',
    })),
  ];
}

/** The paths that are left below a folder, relative to it, and what they are; a folder before what is in it. */
export function survivors(root: FolderNode, fate: Fate): Map<string, Left> {
  const left = new Map<string, Left>();
  const files = new Map<FileNode, LeftFile>();
  const visit = (folder: FolderNode, path: string): void => {
    for (const [name, node] of namesLeft(folder, fate)) {
      const below = path === '' ? name : `${path}/${name}`;
      left.set(below, leftOf(node, fate, files));
      if (node.kind === 'folder') visit(node, below);
    }
  };
  visit(root, '');
  return left;
}

function namesLeft(folder: FolderNode, fate: Fate): Map<string, Node> {
  const names = new Map(folder.durable);
  const verdicts = new Map<number, boolean>();
  for (const change of folder.pending) {
    // A rename within one folder is one change: both of its names, or neither.
    const kept = verdicts.get(change.operation) ?? fate.keepsName(change);
    verdicts.set(change.operation, kept);
    if (!kept) continue;
    if (change.node === undefined) names.delete(change.name);
    else names.set(change.name, change.node);
  }
  return names;
}

function leftOf(node: Node, fate: Fate, files: Map<FileNode, LeftFile>): Left {
  if (node.kind !== 'file') return node.kind === 'folder' ? { kind: 'folder' } : node;
  const known = files.get(node);
  if (known !== undefined) return known;
  const left = { kind: 'file' as const, node, ...bytesLeft(node, fate.keepsBytes(node)) };
  files.set(node, left);
  return left;
}

/** Bytes that no flush covers are lost, or zeros, or (by luck) all there. */
function bytesLeft({ now, durable }: FileNode, kept: 'flushed' | 'zeros' | 'all') {
  if (kept === 'flushed') return { content: durable, length: durable.length };
  if (kept === 'all') return { content: now, length: now.length };
  const flushed = now.version === durable.version ? durable : { version: now.version, length: 0 };
  return { content: flushed, length: now.length };
}
