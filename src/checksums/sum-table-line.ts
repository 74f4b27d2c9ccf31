import { type LineReader, publishedName } from './sum-line.ts';

const FORM = /^[ \t]*(\d{1,10})[ \t]+(\d{1,16})[ \t]+(.+)$/s;
const LARGEST_SUM = 0xffff;
const LARGEST_CRC = 0xffffffff;

/**
 * Whether the table that has these lines was made by POSIX `cksum`. Its 32-bit CRCs nearly all exceed the 16
 * bits of a BSD sum, so one that does decides for all.
 */
export const isCksumTable = (lines: readonly string[]): boolean =>
  lines.some((line) => Number(FORM.exec(line)?.[1] ?? 0) > LARGEST_SUM);

/**
 * Reads `23590 47064  name`: the checksum and the blocks of 1,024 bytes that `sum` counts. So are Ensembl's
 * CHECKSUMS, with a tab before the name.
 */
export const readBsdSumLine: LineReader = (line) => {
  const [, sum, blocks, name = ''] = FORM.exec(line) ?? [];
  if (sum === undefined) return undefined;
  const path = publishedName(name);
  if (path === undefined) return { reason: 'it names no file' };
  return { kind: 'sum', sum: { path, algo: 'sum-bsd', value: `${Number(sum)} ${Number(blocks)}` } };
};

/** Reads `4294967295 0 name`: the CRC and the bytes that POSIX `cksum` counts. */
export const readCksumLine: LineReader = (line) => {
  const [, crc, bytes, name = ''] = FORM.exec(line) ?? [];
  if (crc === undefined) return undefined;
  const size = Number(bytes);
  if (Number(crc) > LARGEST_CRC || !Number.isSafeInteger(size))
    return { reason: 'its numbers are too large' };
  const path = publishedName(name);
  if (path === undefined) return { reason: 'it names no file' };
  return { kind: 'cksum', sum: { path, algo: 'cksum', value: `${Number(crc)} ${size}`, size } };
};
