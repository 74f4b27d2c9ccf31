import { DlakeError } from '../errors.ts';
import { bareLineReader } from './bare-line.ts';
import { readCoreutilsLine } from './coreutils-line.ts';
import { readMetalink } from './metalink.ts';
import type { ChecksumsKind, PublishedSum, PublishedSums } from './published-sum.ts';
import type { LineReader } from './sum-line.ts';
import { isCksumTable, readBsdSumLine, readCksumLine } from './sum-table-line.ts';
import { readTaggedLine } from './tagged-line.ts';
import { uniqueSums } from './unique-sums.ts';

/** How much of a line that can't be read an error repeats. */
const SHOWN = 60;

/**
 * Reads the sums that a source published, told apart by their content: lists of coreutils (NCBI's
 * md5checksums.txt, GENCODE's MD5SUMS), BSD and OpenSSL tags (PubMed's .md5), tables of `sum` (Ensembl's
 * CHECKSUMS) or `cksum`, a bare digest in a file named for its subject, metalink (UniProt). `name` is the
 * list's path or address, for the errors. Comments (`#`), blank lines, CRLF and a byte order mark are passed
 * over. Throws `checksums-invalid` with the line for anything else, for a list without a file, and for a file
 * that is listed with two values of one digest.
 */
export function readChecksums(text: string, name: string): PublishedSums {
  const body = text.replace(/^\ufeff/, '');
  const { kind, rows } = /^\s*</.test(body)
    ? { kind: 'metalink' as const, rows: readMetalink(body, name) }
    : readLines(body, name);
  if (rows.length === 0)
    throw new DlakeError('checksums-invalid', { from: name, reason: 'it lists no files' });
  return { kind, rows: uniqueSums(rows, name) };
}

function readLines(text: string, name: string): PublishedSums {
  const lines = text.split('\n').map((line) => (line.endsWith('\r') ? line.slice(0, -1) : line));
  const readers: readonly LineReader[] = [
    readCoreutilsLine,
    readTaggedLine,
    isCksumTable(lines) ? readCksumLine : readBsdSumLine,
    bareLineReader(name),
  ];
  const rows: PublishedSum[] = [];
  let kind: ChecksumsKind | undefined;
  for (const [at, line] of lines.entries()) {
    if (line.trim() === '' || line.startsWith('#')) continue;
    const read = firstReading(readers, line);
    if ('reason' in read) {
      throw new DlakeError('checksums-invalid', { from: name, reason: `line ${at + 1}: ${read.reason}` });
    }
    kind ??= read.kind;
    rows.push(read.sum);
  }
  return { kind: kind ?? 'coreutils', rows };
}

function firstReading(readers: readonly LineReader[], line: string) {
  for (const read of readers) {
    const found = read(line);
    if (found !== undefined) return found;
  }
  const shown = line.length > SHOWN ? `${line.slice(0, SHOWN)}...` : line;
  return { reason: `not a checksum and a file name: ${JSON.stringify(shown)}` };
}
