import { compareEntries, PACK_AT } from './block.ts';
import type { Segment } from './segment.ts';
import { SegmentWriter } from './segment-writer.ts';

/** Writes the entries of several segments as one, without those of packs that are gone. */
export function mergeSegments(
  path: string,
  segments: readonly Segment[],
  isGone: (pack: number) => boolean,
): void {
  const writer = new SegmentWriter(path);
  const heads = segments.map((segment) => new Head(segment)).filter((head) => head.advance());
  while (heads.length > 0) {
    const least = heads.reduce((a, b) => (compareEntries(a.bytes, a.at, b.bytes, b.at) <= 0 ? a : b));
    if (!isGone(least.bytes.readUInt32BE(least.at + PACK_AT))) writer.add(least.bytes, least.at);
    if (!least.advance()) heads.splice(heads.indexOf(least), 1);
  }
  writer.finish();
}

class Head {
  readonly #entries: Iterator<{ readonly bytes: Buffer; readonly at: number }>;
  bytes: Buffer = Buffer.alloc(0);
  at = 0;

  constructor(segment: Segment) {
    this.#entries = segment.between(0, 2 ** 48)[Symbol.iterator]();
  }

  advance(): boolean {
    const next = this.#entries.next();
    if (next.done) return false;
    this.bytes = next.value.bytes;
    this.at = next.value.at;
    return true;
  }
}
