import { chmodSync, linkSync, mkdirSync, symlinkSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { FileNode } from './disk.ts';
import type { Recorded } from './recording.ts';
import type { Left, LeftFile } from './survivors.ts';

/** Makes a folder as a loss of power left it. Bytes of which no copy was kept are letters x. */
export function layOut(
  left: ReadonlyMap<string, Left>,
  contents: ReadonlyMap<number, Recorded>,
  folder: string,
): void {
  mkdirSync(folder, { recursive: true });
  const written = new Map<FileNode, string>();
  for (const [name, what] of left) {
    const path = join(folder, name);
    if (what.kind === 'folder') mkdirSync(path);
    else if (what.kind === 'symlink') symlinkSync(what.target, path);
    else {
      const first = written.get(what.node);
      if (first === undefined) writeFile(path, what, contents.get(what.content.version));
      else linkSync(first, path);
      written.set(what.node, first ?? path);
    }
  }
}

function writeFile(path: string, { content, length }: LeftFile, recorded: Recorded | undefined): void {
  const bytes = Buffer.alloc(length);
  if (recorded === undefined) bytes.fill('x', 0, content.length);
  else recorded.bytes.copy(bytes, 0, 0, Math.min(content.length, length));
  writeFileSync(path, bytes);
  if (recorded === undefined) return;
  chmodSync(path, recorded.mode);
  utimesSync(path, recorded.modified, recorded.modified);
}
