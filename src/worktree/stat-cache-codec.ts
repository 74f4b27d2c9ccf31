import { blobId, hexOf, manifestId } from '../records/ids.ts';
import { isSymlink, type ManifestEntry } from '../records/manifest-entry.ts';
import { sha256 } from '../records/sha256.ts';
import {
  aligned,
  CACHE_MAGIC,
  type CachedEntry,
  type CacheHeader,
  type CacheView,
  CHUNK_ROWS,
  HASHED_FROM,
  HEADER_FROM,
  LITTLE_ENDIAN,
} from './cache-view.ts';
import type { Listing } from './listing.ts';
import type { CachedBase, StatCache } from './stat-cache.ts';

/** The bytes of a cache's file. */
export function encodeStatCache(cache: StatCache): Uint8Array {
  const { table, digests } = cache;
  const paths = chunksOf(table.paths).map((chunk) => Buffer.from(chunk.join('\0')));
  const rows = [...table.targets.keys()].sort((a, b) => a - b);
  const targets = Buffer.from(rows.map((row) => table.targets.get(row)).join('\0'));
  const header: CacheHeader = {
    rows: table.paths.length,
    pathBytes: paths.map(({ length }) => length),
    targetBytes: targets.length,
    littleEndian: LITTLE_ENDIAN,
    ...(cache.base && { base: headerBase(cache.base) }),
    ...(cache.listing && { listing: headerListing(cache.listing) }),
  };
  const json = Buffer.from(JSON.stringify(header));
  const columns = [table.mtimeNs, table.ctimeNs, table.ino, table.size, digests, table.flags].map(bytesOf);
  const pieces = [...columns, ...paths, targets];
  let at = aligned(HEADER_FROM + json.length);
  const out = Buffer.alloc(pieces.reduce((sum, piece) => sum + piece.length, at));
  CACHE_MAGIC.copy(out);
  out.writeUInt32LE(json.length, HASHED_FROM);
  json.copy(out, HEADER_FROM);
  for (const piece of pieces) {
    out.set(piece, at);
    at += piece.length;
  }
  out.set(sha256(out.subarray(HASHED_FROM)), CACHE_MAGIC.length);
  return out;
}

/** All of a cache, decoded. */
export function decodeStatCache(view: CacheView): StatCache {
  const { mtimeNs, ctimeNs, ino, size, flags, digests, header } = view;
  const paths: string[] = [];
  for (let chunk = 0; chunk < view.chunks; chunk++) for (const path of view.pathsOf(chunk)) paths.push(path);
  return {
    table: { mtimeNs, ctimeNs, ino, size, flags, paths, targets: view.targets() },
    digests,
    base: cachedBase(header),
    listing: listing(header),
  };
}

function chunksOf(paths: readonly string[]): readonly (readonly string[])[] {
  const chunks: (readonly string[])[] = [];
  for (let at = 0; at < paths.length; at += CHUNK_ROWS) chunks.push(paths.slice(at, at + CHUNK_ROWS));
  return chunks;
}

function headerBase({ manifest, only, differs }: CachedBase): CacheHeader['base'] {
  return { manifest: hexOf(manifest), ...(only && { only }), differs: [...differs].map(cachedEntry) };
}

/** What a header says of a manifest. */
export function cachedBase({ base }: CacheHeader): CachedBase | undefined {
  if (base === undefined) return undefined;
  const { manifest, only, differs } = base;
  const entries = differs.map((entry) => [entry[0], manifestEntry(entry)] as const);
  return { manifest: manifestId(manifest), only, differs: new Map(entries) };
}

function headerListing({ rules, folders }: Listing): CacheHeader['listing'] {
  return {
    rules,
    folders: folders.map(({ prefix, names, digest = '', stamp = '' }) => [prefix, names, digest, stamp]),
  };
}

function listing({ listing }: CacheHeader): Listing | undefined {
  return (
    listing && {
      rules: listing.rules,
      folders: listing.folders.map(([prefix, names, digest, stamp]) => ({
        prefix,
        names,
        digest: digest === '' ? undefined : digest,
        stamp: stamp === '' ? undefined : stamp,
      })),
    }
  );
}

function cachedEntry([path, entry]: readonly [string, ManifestEntry | undefined]): CachedEntry {
  if (entry === undefined) return [path];
  if (isSymlink(entry)) return [path, entry.target];
  return [path, hexOf(entry.blob), entry.size, entry.executable === true];
}

function manifestEntry([path, text, size, executable]: CachedEntry): ManifestEntry | undefined {
  if (text === undefined) return undefined;
  if (size === undefined) return { path, target: text };
  return { path, blob: blobId(text), size, ...(executable === true && { executable }) };
}

function bytesOf(view: BigInt64Array | BigUint64Array | Float64Array | Uint8Array): Uint8Array {
  return new Uint8Array(view.buffer, view.byteOffset, view.byteLength);
}
