import { digestOfLength } from './digest-names.ts';
import type { LineReader } from './sum-line.ts';

const EXTENSION = /\.(?:md5|sha1|sha224|sha256|sha384|sha512)(?:sums?)?(?:\.txt)?$/i;

/**
 * Reads a line that is a digest and nothing else. The file it is meant for is told by the list's own name:
 * `reads.fastq.gz.md5` holds the sum of `reads.fastq.gz`.
 */
export function bareLineReader(listName: string): LineReader {
  const own = listName.split(/[/\\]/).at(-1) ?? '';
  const path = own.replace(EXTENSION, '');
  return (line) => {
    const hex = line.trim();
    if (!/^[0-9a-f]{32,}$/i.test(hex)) return undefined;
    const algo = digestOfLength(hex.length);
    if (algo === undefined) return { reason: `no known digest has ${hex.length} hex digits` };
    if (path === own || path === '') return { reason: 'it names no file' };
    return { kind: 'bare', sum: { path, algo, value: hex.toLowerCase() } };
  };
}
