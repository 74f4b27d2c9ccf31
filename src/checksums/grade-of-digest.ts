import type { Grade } from '../records/commit.ts';
import type { PublishedSum } from './published-sum.ts';

/**
 * Best first. sha256 leads: the id is computed from it anyway, so checking it costs nothing. sha1 and md5 tell
 * an accident from the bytes that were meant, but not a forgery; the sums below them also let one accident in
 * 65,536 pass.
 */
const BEST_FIRST: readonly PublishedSum['algo'][] = [
  'sha256',
  'sha512',
  'sha384',
  'sha3-512',
  'sha3-256',
  'sha224',
  'sha1',
  'md5',
  'crc32',
  'cksum',
  'sum-bsd',
  'sum-sysv',
  'size',
];
const WEAKEST_STRONG = BEST_FIRST.indexOf('sha224');

/** Ranks what was published: the lower, the better. */
export const rankOf = (algo: PublishedSum['algo']): number => BEST_FIRST.indexOf(algo);

/** The grade that agreeing with this gives: strong for the SHA-2 and SHA-3 families, weak for older digests. */
export function gradeOf(algo: PublishedSum['algo']): Exclude<Grade, 'unverified'> {
  if (algo === 'size') return 'size-only';
  return rankOf(algo) <= WEAKEST_STRONG ? 'verified-strong' : 'verified-weak';
}
