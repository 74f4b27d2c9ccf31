import { randomBytes } from 'node:crypto';
import { rmSync, utimesSync } from 'node:fs';
import { basename, join } from 'node:path';
import { ignoringFailures } from '../failure.ts';
import { ENTRY_BYTES, PACK_AT, sortEntries } from './block.ts';
import { mergeSegments } from './merge-segments.ts';
import { Segment } from './segment.ts';
import { SegmentWriter } from './segment-writer.ts';
import { noPlaces, type Places, type Wanted } from './wanted.ts';

/** A segment is merged into the one before when that is less than so many times as big. */
const GROWTH = 4;

/** The sorted files of a cache, the oldest and biggest first; few, since they are merged as they are added. */
export class Segments {
  readonly #folder: string;
  #all: readonly Segment[] = [];
  /** Files that other processes may be about to read. */
  #named: ReadonlySet<string> = new Set();

  constructor(folder: string) {
    this.#folder = folder;
  }

  /** The names of the files. */
  get names(): readonly string[] {
    return this.#all.map((segment) => basename(segment.path));
  }

  /** Opens files that were written before. Throws `CacheDamaged`. */
  open(names: readonly string[]): void {
    for (const name of names) this.#all = [...this.#all, new Segment(join(this.#folder, name))];
    this.nowNamed();
  }

  /** Says that others may know the files that there are from now on. */
  nowNamed(): void {
    this.#named = new Set(this.#all.map(({ path }) => path));
  }

  close(): void {
    for (const segment of this.#all) segment.close();
    this.#all = [];
  }

  /** Where the wanted objects lie, in packs that `usable` accepts. */
  locate(wanted: Wanted, usable: (pack: number) => boolean): Places {
    const places = noPlaces(wanted.count);
    for (const segment of this.#all) segment.locate(wanted, places, usable);
    return places;
  }

  /** Entries whose digests' first 48 bits are within these bounds, in copies. */
  between(least: number, most: number, usable: (pack: number) => boolean): Buffer[] {
    const found: Buffer[] = [];
    for (const segment of this.#all) {
      for (const { bytes, at } of segment.between(least, most)) {
        if (usable(bytes.readUInt32BE(at + PACK_AT)))
          found.push(Buffer.from(bytes.subarray(at, at + ENTRY_BYTES)));
      }
    }
    return found;
  }

  /** Adds entries, in any order, as a new file; merges it with others of its size, without what is gone. */
  add(entries: Buffer, isGone: (pack: number) => boolean): void {
    const path = this.freshPath();
    const writer = new SegmentWriter(path);
    const sorted = sortEntries(entries);
    for (let at = 0; at < sorted.length; at += ENTRY_BYTES) writer.add(sorted, at);
    writer.finish();
    this.#all = [...this.#all, new Segment(path)];
    this.#merge(isGone);
  }

  /** A path in the cache's folder that nobody else uses. */
  freshPath(): string {
    return join(this.#folder, randomBytes(8).toString('hex'));
  }

  #merge(isGone: (pack: number) => boolean): void {
    let from = this.#all.length - 1;
    for (let sum = this.#all[from]?.entries ?? 0; from > 0; from--) {
      const before = this.#all[from - 1] as Segment;
      if (before.entries > sum * GROWTH) break;
      sum += before.entries;
    }
    const merged = this.#all.slice(from);
    if (merged.length < 2) return;
    const path = this.freshPath();
    mergeSegments(path, merged, isGone);
    this.#all = [...this.#all.slice(0, from), new Segment(path)];
    for (const segment of merged) {
      segment.close();
      if (this.#named.has(segment.path)) leaveToOrphans(segment.path);
      else rmSync(segment.path, { force: true });
    }
  }
}

/**
 * Others who have read which files there are may open this one, or write down that it is one of theirs: it lies on,
 * young again, until it is old and nobody names it.
 */
function leaveToOrphans(path: string): void {
  const now = new Date();
  ignoringFailures(() => utimesSync(path, now, now));
}
