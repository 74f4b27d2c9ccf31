import type { DigestName } from '../records/digest-stream.ts';

const HEX_DIGITS: Readonly<Partial<Record<DigestName, number>>> = {
  md5: 32,
  sha1: 40,
  sha224: 56,
  sha256: 64,
  sha384: 96,
  sha512: 128,
  'sha3-256': 64,
  'sha3-512': 128,
  crc32: 8,
};

const BY_LENGTH: readonly DigestName[] = ['md5', 'sha1', 'sha224', 'sha256', 'sha384', 'sha512'];

/** The digest that has this many hex digits when a list doesn't name it: md5, sha1 or a member of SHA-2. */
export const digestOfLength = (digits: number): DigestName | undefined =>
  BY_LENGTH.find((name) => HEX_DIGITS[name] === digits);

/**
 * The digest that a list calls by this name, or undefined: `SHA256` in BSD tags, `SHA2-256` in those of
 * OpenSSL 3, `sha-256` in metalink 4 (IANA's hash function textual names).
 */
export function digestOfName(name: string): DigestName | undefined {
  const bare = name.toLowerCase().replaceAll(/[-_]/g, '');
  const sha3 = /^sha3(256|512)$/.exec(bare);
  if (sha3 !== null) return `sha3-${sha3[1]}` as DigestName;
  const plain = bare.replace(/^sha2(?=224$|256$|384$|512$)/, 'sha');
  return Object.hasOwn(HEX_DIGITS, plain) ? (plain as DigestName) : undefined;
}

/** Whether this hex text can be a value of the digest. */
export const isHexOf = (name: DigestName, hex: string): boolean =>
  hex.length === HEX_DIGITS[name] && /^[0-9a-f]+$/i.test(hex);
