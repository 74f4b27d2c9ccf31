import type { DigestName } from '../records/digest-stream.ts';

/** What a source published of one file: one digest of its bytes, or only its size. */
export interface PublishedSum {
  /** The file's name as it was published, without a leading `./`. */
  readonly path: string;
  /** `size` when nothing but the size was published. */
  readonly algo: DigestName | 'size';
  /** In the text form of `records/digest-stream.ts`; for `size` the bytes in decimal. */
  readonly value: string;
  /** Bytes, when published beside the digest. */
  readonly size?: number;
}

/** How a list was written; one that mixes forms is called by its first line. */
export type ChecksumsKind = 'coreutils' | 'tagged' | 'sum' | 'cksum' | 'bare' | 'metalink';

/** A list of published sums, in its own order; no file has two values of one digest. */
export interface PublishedSums {
  readonly kind: ChecksumsKind;
  readonly rows: readonly PublishedSum[];
}
