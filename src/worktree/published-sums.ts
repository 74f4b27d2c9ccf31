import { digestsWanted, gzipCheckWanted } from '../checksums/digests-wanted.ts';
import { type Grading, gradeFiles, type ReadFile } from '../checksums/grade-files.ts';
import { type ChecksumList, type ChecksumMatch, matchChecksums } from '../checksums/match-checksums.ts';
import { DlakeError } from '../errors.ts';
import { hexOf } from '../records/ids.ts';
import { SYMLINK } from './file-table.ts';
import type { FileWants } from './hash-files.ts';
import type { Snapshot } from './snapshot.ts';
import { blobAt } from './table-entry.ts';

/** What is to be checked of the files while they are read. */
export interface DownloadChecks {
  /** The sums that sources published. */
  readonly lists: readonly ChecksumList[];
  /** Check gzip files that have no published sum by their own CRC. */
  readonly gzip: boolean;
  /** Take files that look damaged or not like what their name says. */
  readonly force: boolean;
}

/** Checks files against what was published, in the same pass that hashes them. */
export class PublishedSums {
  readonly #checks: DownloadChecks;
  #match: ChecksumMatch | undefined;

  constructor(checks: DownloadChecks) {
    this.#checks = checks;
  }

  /** Published names that no file has; known once the files have been listed. */
  get notDownloaded(): readonly string[] {
    return this.#match?.notDownloaded ?? [];
  }

  /** What to compute of each of these files. */
  readonly wants = (paths: readonly string[]): ((path: string) => FileWants | undefined) => {
    const { lists, gzip } = this.#checks;
    const match = lists.length === 0 ? undefined : matchChecksums(lists, paths);
    this.#match = match;
    return (path) => ({
      digests: match === undefined ? [] : digestsWanted(match, path),
      gzip: gzip && gzipCheckWanted(match, path),
    });
  };

  /** Throws `checksum-mismatch`, `gzip-damaged`, `html-instead` for the first of what is wrong. */
  grade(taken: Snapshot): Grading {
    if (!this.#checks.force) refuseSuspects(taken);
    const grading = gradeFiles(this.#match, filesOf(taken, this.#match, this.#checks.gzip));
    if (grading.mismatch !== undefined) throw new DlakeError('checksum-mismatch', grading.mismatch);
    return grading;
  }

  /** Whether there is a list of sums to check against. */
  get asked(): boolean {
    return this.#checks.lists.length > 0;
  }
}

function* filesOf(
  { hashed, rows, findings }: Snapshot,
  match: ChecksumMatch | undefined,
  gzip: boolean,
): Iterable<ReadFile> {
  const { table, digests } = hashed;
  for (const row of rows) {
    if (table.flags[row] === SYMLINK) continue;
    const path = table.paths[row]!;
    const found = findings.get(path);
    // Nothing is known of it beside its digest, and nobody published one: there is nothing to grade.
    if (found === undefined && match?.sums.has(path) !== true) continue;
    yield {
      path,
      size: table.size[row]!,
      sha256: hexOf(blobAt(digests, row)),
      ...(found?.digests === undefined ? {} : { digests: found.digests }),
      gzipChecked:
        gzip && found !== undefined && gzipCheckWanted(match, path) && found.gzipError === undefined,
    };
  }
}

const HTML_NAME = /\.(?:x?html?|shtml|mhtml|php|aspx?|jsp)$/i;
const HAS_EXTENSION = /[^/.]\.[^/]+$/;

function refuseSuspects({ findings }: Snapshot): void {
  for (const [path, { gzipError, looksLikeHtml }] of findings) {
    if (looksLikeHtml === true && HAS_EXTENSION.test(path) && !HTML_NAME.test(path))
      throw new DlakeError('html-instead', { path });
    if (gzipError !== undefined) throw new DlakeError('gzip-damaged', { path, reason: gzipError });
  }
}
