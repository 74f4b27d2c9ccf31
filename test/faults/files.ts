import { lstatSync, mkdirSync, readdirSync, readFileSync, readlinkSync, writeFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { type Random, seededRandom } from './random.ts';

/** Files by their path below a folder. */
export type Files = Readonly<Record<string, Buffer>>;

/** Small files, an empty one, and one that is too large for a pack (4 MiB and more). */
export function someFiles(seed: number, large = true): Files {
  const random = seededRandom(seed);
  const files: Record<string, Buffer> = { 'empty.txt': Buffer.alloc(0) };
  for (let i = 0; i < 6; i++) files[`reads/sample-${i}.fastq`] = someBytes(random, 200 + random.below(3000));
  if (large) files['matrix.mtx'] = someBytes(random, 4 * 1024 * 1024 + random.below(5000));
  return files;
}

/** So many bytes, of which no two runs of 4 KiB are equal. */
export function someBytes(random: Random, length: number): Buffer {
  const bytes = Buffer.alloc(length);
  for (let at = 0; at + 4 <= length; at += 4) bytes.writeUInt32LE((random.below(2 ** 31) ^ at) >>> 0, at);
  return bytes;
}

/** Writes files below a folder. */
export function writeFiles(folder: string, files: Files): void {
  mkdirSync(folder, { recursive: true });
  for (const [path, bytes] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), bytes);
  }
}

/** Every file of a dataset below a folder; a symlink reads as an arrow and its target. */
export function readFiles(folder: string): Files {
  const entries = readdirSync(folder, { recursive: true, withFileTypes: true });
  const paths = entries
    .filter((entry) => !entry.isDirectory())
    .map((entry) => relative(folder, join(entry.parentPath, entry.name)))
    // What a killed checkout had not finished lies there, and is never part of a dataset.
    .filter((path) => !path.startsWith('.dlake/'));
  return Object.fromEntries(paths.sort().map((path) => [path, contentOf(join(folder, path))]));
}

function contentOf(path: string): Buffer {
  const link = lstatSync(path).isSymbolicLink();
  return link ? Buffer.from(`-> ${readlinkSync(path)}`) : readFileSync(path);
}

/** What differs between two sets of files, by path; empty when they are equal byte for byte. */
export function differences(found: Files, expected: Files): string[] {
  const paths = [...new Set([...Object.keys(found), ...Object.keys(expected)])].sort();
  return paths.flatMap((path) => {
    const [is, was] = [found[path], expected[path]];
    if (is === undefined) return [`${path} is gone`];
    if (was === undefined) return [`${path} is new`];
    return is.equals(was) ? [] : [`${path} has other bytes`];
  });
}
