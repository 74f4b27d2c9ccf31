import { isUtf8 } from 'node:buffer';
import { type Dirent, readdirSync } from 'node:fs';
import { sortUtf8 } from '../records/utf8-order.ts';

/** What lies directly in a folder. */
export interface FolderListing {
  /**
   * Names in the order in which the paths below them come: a folder's name ends with `/`, and is sorted with it.
   */
  readonly names: readonly string[];
  /** What is neither a file nor a folder: `symlink`, `socket`, `fifo`, `device`. */
  readonly kinds: ReadonlyMap<string, string>;
  /** Names whose bytes are not UTF-8, in ASCII with `\xNN` for the other bytes. */
  readonly notUtf8: readonly string[];
}

/** What stands for bytes that are not UTF-8, and now and then for itself. */
const REPLACEMENT = '\ufffd';

/** Lists a folder; throws what the system says (ENOENT, EACCES, ENOTDIR). */
export function listFolder(path: string): FolderListing {
  const kinds = new Map<string, string>();
  const names: string[] = [];
  let replaced = false;
  for (const entry of readdirSync(path, { withFileTypes: true })) {
    const { name } = entry;
    replaced ||= name.includes(REPLACEMENT);
    if (entry.isFile()) names.push(name);
    else if (entry.isDirectory()) names.push(`${name}/`);
    else {
      names.push(name);
      kinds.set(name, kindOf(entry));
    }
  }
  if (!replaced) return { names: sortUtf8(names), kinds, notUtf8: [] };
  const { lossy, notUtf8 } = undecodable(path);
  const sound = lossy.size === 0 ? names : names.filter((name) => !lossy.has(name.replace(/\/$/, '')));
  return { names: sortUtf8(sound), kinds, notUtf8 };
}

function kindOf(entry: Dirent): string {
  if (entry.isSymbolicLink()) return 'symlink';
  if (entry.isSocket()) return 'socket';
  if (entry.isFIFO()) return 'fifo';
  return entry.isBlockDevice() || entry.isCharacterDevice() ? 'device' : 'unknown';
}

/** Names that are not UTF-8, as they were decoded (lossy) and as they can be shown. */
function undecodable(path: string): { lossy: ReadonlySet<string>; notUtf8: readonly string[] } {
  const bad = readdirSync(path, { encoding: 'buffer' }).filter((name) => !isUtf8(name));
  return { lossy: new Set(bad.map((name) => name.toString('utf8'))), notUtf8: bad.map(visible) };
}

function visible(name: Buffer): string {
  return name.toString('latin1').replace(/[\x80-\xff]/g, (byte) => `\\x${byte.charCodeAt(0).toString(16)}`);
}
