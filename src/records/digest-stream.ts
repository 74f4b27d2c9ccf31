import { createHash } from 'node:crypto';
import { crc32 } from 'node:zlib';

/** The digests, besides the sha2-256 of an id, that sources publish for their files. */
export const DIGESTS = [
  'md5',
  'sha1',
  'sha224',
  'sha256',
  'sha384',
  'sha512',
  'sha3-256',
  'sha3-512',
  'crc32',
  'cksum',
  'sum-bsd',
  'sum-sysv',
] as const;

/** The name of a digest. */
export type DigestName = (typeof DIGESTS)[number];

/** Whether this text names a digest that can be computed. */
export const isDigestName = (text: string): text is DigestName =>
  (DIGESTS as readonly string[]).includes(text);

/** A digest that is fed piece by piece. */
export interface DigestStream {
  update(bytes: Uint8Array): void;
  /** The digest as text; ends the stream. */
  text(): string;
}

/**
 * Starts a digest. Its text is lower-case hex for md5, the SHA family and crc32 (IEEE, 8 digits);
 * `checksum length` in decimal for `cksum` (POSIX); `checksum blocks` in decimal, without padding, for
 * `sum-bsd` (blocks of 1,024 bytes) and `sum-sysv` (blocks of 512), as coreutils `sum -r` and `sum -s` count.
 */
export function digestStream(name: DigestName): DigestStream {
  if (name === 'crc32') return crc32Stream();
  if (name === 'cksum') return cksumStream();
  if (name === 'sum-bsd') return bsdSumStream();
  if (name === 'sum-sysv') return sysvSumStream();
  const inner = createHash(name);
  return { update: (bytes) => void inner.update(bytes), text: () => inner.digest('hex') };
}

function crc32Stream(): DigestStream {
  let crc = 0;
  return {
    update: (bytes) => {
      crc = crc32(bytes, crc);
    },
    text: () => crc.toString(16).padStart(8, '0'),
  };
}

/** POSIX cksum: CRC of polynomial 0x04c11db7, most significant bit first, then of the length. */
function cksumStream(): DigestStream {
  const table = cksumTable();
  let crc = 0;
  let length = 0;
  const step = (byte: number) => {
    crc = (crc << 8) ^ (table[((crc >>> 24) ^ byte) & 0xff] as number);
  };
  return {
    update: (bytes) => {
      for (const byte of bytes) step(byte);
      length += bytes.length;
    },
    text: () => {
      for (let rest = length; rest > 0; rest = Math.floor(rest / 256)) step(rest % 256);
      return `${~crc >>> 0} ${length}`;
    },
  };
}

function cksumTable(): Int32Array {
  return Int32Array.from({ length: 256 }, (_, index) => {
    let crc = index << 24;
    for (let bit = 0; bit < 8; bit++) crc = crc & 0x80000000 ? (crc << 1) ^ 0x04c11db7 : crc << 1;
    return crc;
  });
}

function bsdSumStream(): DigestStream {
  let sum = 0;
  let length = 0;
  return {
    update: (bytes) => {
      for (const byte of bytes) sum = (((sum >> 1) | ((sum & 1) << 15)) + byte) & 0xffff;
      length += bytes.length;
    },
    text: () => `${sum} ${Math.ceil(length / 1024)}`,
  };
}

function sysvSumStream(): DigestStream {
  let sum = 0;
  let length = 0;
  return {
    update: (bytes) => {
      for (const byte of bytes) sum = (sum + byte) >>> 0;
      length += bytes.length;
    },
    text: () => {
      const folded = (sum & 0xffff) + (sum >>> 16);
      return `${(folded & 0xffff) + (folded >>> 16)} ${Math.ceil(length / 512)}`;
    },
  };
}
