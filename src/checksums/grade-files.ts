import type { ErrorFacts } from '../errors.ts';
import type { FreeMap } from '../records/commit.ts';
import type { ExpectedFile } from '../records/expected-list.ts';
import { compareUtf8 } from '../records/utf8-order.ts';
import { gradeOf } from './grade-of-digest.ts';
import type { ChecksumMatch, ExpectedSum } from './match-checksums.ts';

/** A file after its bytes were read. */
export interface ReadFile {
  readonly path: string;
  readonly size: number;
  /** The sha2-256 in hex. */
  readonly sha256: string;
  /** What `digestsWanted` asked for, in the text form of `records/digest-stream.ts`. */
  readonly digests?: Readonly<Record<string, string>>;
  /** The gzip stream's own CRC was checked and held. */
  readonly gzipChecked?: boolean;
}

/** How files compare with what was published. */
export interface Grading {
  /** The facts of `checksum-mismatch`, when a file isn't what was published; nothing may be committed then. */
  readonly mismatch?: ErrorFacts['checksum-mismatch'];
  /** Files with a published sum, in byte order of path. */
  readonly expected: readonly ExpectedFile[];
  /**
   * For the commit's `checks`: what else was found to hold. A gzip file that agrees with its own CRC is whole,
   * but it says so itself: nobody published what it should be, so its grade stays `unverified` and it is no
   * line of `expected`.
   */
  readonly checks: readonly FreeMap[];
}

/** Compares files with their published sums and grades those that have one. */
export function gradeFiles(match: ChecksumMatch | undefined, files: Iterable<ReadFile>): Grading {
  const expected: ExpectedFile[] = [];
  const wrong: { path: string; algo: string; expected: string; found: string; from: string }[] = [];
  let gzipChecked = 0;
  for (const file of files) {
    const sum = match?.sums.get(file.path);
    if (file.gzipChecked) gzipChecked++;
    if (sum === undefined) continue;
    const { path, algo, value, from } = sum;
    expected.push({ path, algo, value, from, grade: gradeOf(algo) });
    wrong.push(...differences(sum, file));
  }
  expected.sort((a, b) => compareUtf8(a.path, b.path));
  wrong.sort((a, b) => compareUtf8(a.path, b.path));
  return {
    ...(wrong.length > 0 && {
      mismatch: {
        files: wrong.map(({ from: _, ...facts }) => facts),
        from: [...new Set(wrong.map(({ from }) => from))].join(', '),
      },
    }),
    expected,
    checks: gzipChecked === 0 ? [] : [{ check: 'gzip-crc32', files: gzipChecked }],
  };
}

/** In what a file differs from its published sum. The size tells a cut download from other bytes. */
function differences(sum: ExpectedSum, file: ReadFile) {
  const { path, from } = sum;
  const size = { path, algo: 'size', expected: String(sum.size), found: String(file.size), from };
  const sizes = sum.size === undefined || sum.size === file.size ? [] : [size];
  if (sum.algo === 'size') return sizes;
  const found = sum.algo === 'sha256' ? file.sha256 : file.digests?.[sum.algo];
  if (found === undefined) throw new Error(`no ${sum.algo} was computed of ${JSON.stringify(path)}`);
  if (found === sum.value) return sizes;
  return [{ path, algo: sum.algo, expected: sum.value, found, from }, ...sizes];
}
