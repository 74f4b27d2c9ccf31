import { type DigestName, isDigestName } from '../records/digest-stream.ts';
import type { ChecksumMatch } from './match-checksums.ts';

/**
 * The digests to compute of a file, besides the sha256 of its id, so that it can be compared with what was
 * published: at most one.
 */
export function digestsWanted({ sums }: ChecksumMatch, path: string): readonly DigestName[] {
  const algo = sums.get(path)?.algo;
  return algo === undefined || algo === 'sha256' || !isDigestName(algo) ? [] : [algo];
}

const GZIP_NAME = /\.(?:gz|bgz|tgz)$/i;

/** Whether a file is to be checked by the CRC that gzip keeps in it: one by its name, without a published digest. */
export function gzipCheckWanted(match: ChecksumMatch | undefined, path: string): boolean {
  if (!GZIP_NAME.test(path)) return false;
  const algo = match?.sums.get(path)?.algo;
  return algo === undefined || algo === 'size';
}
