import { mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync, gzipSync } from 'node:zlib';

/** A file of an archive: where its bytes begin is the sum of the sizes before it. */
interface Member {
  readonly path: string;
  /** -1 for a folder. */
  readonly size: number;
}

/** Packs a folder into one gzipped file: the length of a JSON list of members, the list, then their bytes. */
export function packFolder(folder: string): Buffer {
  const paths = readdirSync(folder, { recursive: true, encoding: 'utf8' }).sort();
  const members = paths.map((path): Member => {
    const stat = statSync(join(folder, path));
    return { path, size: stat.isDirectory() ? -1 : stat.size };
  });
  const list = Buffer.from(JSON.stringify(members));
  const length = Buffer.alloc(4);
  length.writeUInt32BE(list.length);
  const files = members.filter(({ size }) => size >= 0).map(({ path }) => readFileSync(join(folder, path)));
  return gzipSync(Buffer.concat([length, list, ...files]), { level: 9 });
}

/** Unpacks what `packFolder` made into a folder that is not there yet; for its owner's eyes only. */
export function unpackFolder(archive: Uint8Array, folder: string): void {
  const bytes = gunzipSync(archive);
  let offset = 4 + bytes.readUInt32BE(0);
  const members: readonly Member[] = JSON.parse(bytes.toString('utf8', 4, offset));
  mkdirSync(folder, { mode: 0o700 });
  for (const { path, size } of members) {
    if (size < 0) mkdirSync(join(folder, path), { mode: 0o700 });
    else writeFileSync(join(folder, path), bytes.subarray(offset, offset + size), { mode: 0o600 });
    offset += Math.max(size, 0);
  }
}
