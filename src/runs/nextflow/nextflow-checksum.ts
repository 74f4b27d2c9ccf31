const MASK = (1n << 64n) - 1n;
const C1 = 0x87c37b91114253d5n;
const C2 = 0x4cf5ad432745937fn;

/**
 * What Nextflow records as the checksum of a file (`algorithm: "nextflow"`): Murmur3 over its path, size and time, and
 * none of its bytes, whatever `mode` says. `Checksum.ofNextflow(Path)` in nf-lineage calls
 * `CacheHelper.hasher(path)`, which is the standard mode; `mode` is only what NXF_CACHE_MODE says. That hash is `HashBuilder.hashFileMetadata`:
 * `putUnencodedChars(path).putLong(size).putLong(lastModified.toMillis())`
 * (https://github.com/nextflow-io/nextflow, modules/nf-commons/src/main/nextflow/util/HashBuilder.java). So it says
 * whether a file was touched since, and not what is in it.
 */
export function nextflowChecksum(path: string, size: number, mtimeMs: number): string {
  const longs = Buffer.alloc(16);
  longs.writeBigInt64LE(BigInt(size), 0);
  longs.writeBigInt64LE(BigInt(Math.floor(mtimeMs)), 8);
  return murmur3(Buffer.concat([Buffer.from(path, 'utf16le'), longs]));
}

/** Murmur3, 128 bits for x64, seed 0, as Guava's `Hashing.murmur3_128()` prints it: bytes in hex, little-endian. */
export function murmur3(bytes: Buffer): string {
  let [h1, h2] = [0n, 0n];
  const blocks = bytes.length >>> 4;
  for (let block = 0; block < blocks; block++) {
    h1 ^= mixed(bytes.readBigUInt64LE(block * 16), C1, 31n, C2);
    h1 = times(plus(rotated(h1, 27n), h2), 5n, 0x52dce729n);
    h2 ^= mixed(bytes.readBigUInt64LE(block * 16 + 8), C2, 33n, C1);
    h2 = times(plus(rotated(h2, 31n), h1), 5n, 0x38495ab5n);
  }
  const tail = Buffer.alloc(16);
  bytes.copy(tail, 0, blocks * 16);
  h1 ^= mixed(tail.readBigUInt64LE(0), C1, 31n, C2);
  h2 ^= mixed(tail.readBigUInt64LE(8), C2, 33n, C1);
  h1 ^= BigInt(bytes.length);
  h2 ^= BigInt(bytes.length);
  h1 = plus(h1, h2);
  h2 = plus(h2, h1);
  h1 = finished(h1);
  h2 = finished(h2);
  h1 = plus(h1, h2);
  h2 = plus(h2, h1);
  const hash = Buffer.alloc(16);
  hash.writeBigUInt64LE(h1, 0);
  hash.writeBigUInt64LE(h2, 8);
  return hash.toString('hex');
}

const plus = (a: bigint, b: bigint): bigint => (a + b) & MASK;
const times = (a: bigint, by: bigint, more = 0n): bigint => (a * by + more) & MASK;
const rotated = (a: bigint, by: bigint): bigint => ((a << by) | (a >> (64n - by))) & MASK;
const mixed = (k: bigint, by: bigint, turn: bigint, again: bigint): bigint =>
  times(rotated(times(k, by), turn), again);

function finished(h: bigint): bigint {
  const once = times(h ^ (h >> 33n), 0xff51afd7ed558ccdn);
  const twice = times(once ^ (once >> 33n), 0xc4ceb9fe1a85ec53n);
  return twice ^ (twice >> 33n);
}
