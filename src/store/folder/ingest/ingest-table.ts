import type { BigIntStats } from 'node:fs';
import type { Found } from '../../reading/inspection.ts';
import type { ReadFailure } from '../../reading/read-file.ts';
import { Flag, type IngestResults, Outcome, type Remark } from './ingest-messages.ts';

/** A hashed file's row. */
export interface HashedRow {
  readonly digest: Uint8Array;
  readonly stat: BigIntStats;
  readonly stored: boolean;
  readonly shared: boolean;
  readonly html: boolean;
  readonly found?: Found;
}

/** What came of a file. */
export type FileRow = HashedRow | ReadFailure;

/** The results of a request while they are made. */
export class IngestTable implements IngestResults {
  readonly flags: Uint8Array;
  readonly digests: Uint8Array;
  readonly sizes: Float64Array;
  readonly stats: BigInt64Array;
  readonly remarks = new Map<number, Remark>();

  constructor(count: number) {
    this.flags = new Uint8Array(count);
    this.digests = new Uint8Array(count * 32);
    this.sizes = new Float64Array(count);
    this.stats = new BigInt64Array(count * 3);
  }

  add(row: number, file: FileRow): void {
    if ('result' in file) {
      this.flags[row] = Outcome[file.result];
      if ('reason' in file) this.remarks.set(row, { reason: file.reason });
      return;
    }
    const { stat } = file;
    this.flags[row] =
      Outcome.hashed |
      (stat.mode & 0o100n ? Flag.executable : 0) |
      (file.stored ? Flag.stored : 0) |
      (file.shared ? Flag.shared : 0) |
      (file.html ? Flag.html : 0);
    this.digests.set(file.digest, row * 32);
    this.sizes[row] = Number(stat.size);
    this.stats[row * 3] = stat.mtimeNs;
    this.stats[row * 3 + 1] = stat.ctimeNs;
    this.stats[row * 3 + 2] = stat.ino;
    if (file.found !== undefined) this.remarks.set(row, file.found);
  }

  /** These results without what can't be sent to another thread. */
  columns(): IngestResults {
    const { flags, digests, sizes, stats, remarks } = this;
    return { flags, digests, sizes, stats, remarks };
  }
}
