import { DlakeError } from '../errors.ts';
import type { Grade } from './commit.ts';
import { MAX_LINE_BYTES, MAX_PATH_BYTES } from './limits.ts';
import { pathProblem } from './path.ts';
import { textProblem } from './text-rules.ts';
import { compareUtf8 } from './utf8-order.ts';

/** What a source published of one file, and how well the file was checked against it. */
export interface ExpectedFile {
  readonly path: string;
  /** A name of `digest-stream.ts`, or `size`. */
  readonly algo: string;
  readonly value: string;
  /** Who published it: an address, or the name of a file. */
  readonly from: string;
  readonly grade: Grade;
}

const GRADES: readonly string[] = ['verified-strong', 'verified-weak', 'size-only', 'unverified'];
const ALGO = /^[a-z0-9-]{1,32}$/;

/**
 * The bytes of the list that a commit's `expected` links to: a JSON object per line with path, algo, value,
 * from and grade in this order, sorted by path in byte order, each line ended by a newline.
 */
export function encodeExpectedList(files: readonly ExpectedFile[]): Uint8Array {
  return new TextEncoder().encode(files.map((file) => `${lineOf(file)}\n`).join(''));
}

/**
 * Reads such a list. Throws `record-invalid` with the reason unless the bytes are those that the encoder makes
 * of it, sorted and with no path twice; `what` names the list.
 */
export function decodeExpectedList(bytes: Uint8Array, what: string): ExpectedFile[] {
  const invalid = (reason: string, cause?: unknown) =>
    new DlakeError('record-invalid', { what, reason }, { cause });
  const lines = textOf(bytes, invalid).split('\n');
  if (lines.pop() !== '') throw invalid('its last line has no end');
  let last: string | undefined;
  return lines.map((line, i) => {
    const file = parsed(line);
    if (!isExpectedFile(file)) throw invalid(`line ${i + 1} is not an expected file`);
    if (lineOf(file) !== line) throw invalid(`line ${i + 1} is not in its one form`);
    if (last !== undefined && compareUtf8(last, file.path) >= 0)
      throw invalid(`line ${i + 1} is out of order`);
    last = file.path;
    return file;
  });
}

const lineOf = ({ path, algo, value, from, grade }: ExpectedFile): string =>
  JSON.stringify({ path, algo, value, from, grade });

function textOf(bytes: Uint8Array, invalid: (reason: string, cause: unknown) => Error): string {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch (cause) {
    throw invalid('it is not UTF-8', cause);
  }
}

function parsed(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return undefined;
  }
}

function isExpectedFile(value: unknown): value is ExpectedFile {
  if (typeof value !== 'object' || value === null) return false;
  const { path, algo, value: sum, from, grade } = value as Record<string, unknown>;
  if (typeof path !== 'string' || pathProblem(path) !== undefined) return false;
  if (typeof algo !== 'string' || !ALGO.test(algo)) return false;
  return isLine(sum, MAX_LINE_BYTES) && isLine(from, MAX_PATH_BYTES) && GRADES.includes(String(grade));
}

const isLine = (value: unknown, max: number): boolean =>
  typeof value === 'string' && textProblem(value, { max, line: true }) === undefined;
