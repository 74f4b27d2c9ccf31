import { readFileSync, writeFileSync } from 'node:fs';
import { crc32 } from 'node:zlib';
import { errnoOf } from '../failure.ts';
import { CacheDamaged } from './cache-damaged.ts';

/** What a cache knows: its segments, and the packs that their entries number. */
export interface KnownPacks {
  /** File names, the oldest and biggest first. */
  readonly segments: readonly string[];
  /** A pack's number is its place here. */
  readonly packs: readonly KnownPack[];
}

/** A pack as it was when its index was read. */
export interface KnownPack {
  /** Its key in hex. */
  readonly key: string;
  /** Its bytes; -1 when it is gone. */
  readonly size: number;
  /**
   * Its ctime in milliseconds when it was last found out whether its bytes are those of its key; undefined when
   * that was never asked. With any other ctime it is asked again.
   */
  readonly judged: number | undefined;
  /** Whether they were. If not its objects do not count as stored, though they can be read, each checked by itself. */
  readonly good: boolean;
}

/** What a cache knows that has seen nothing. */
export const NOTHING_KNOWN: KnownPacks = { segments: [], packs: [] };

const MAGIC = 'dlakecache2\n';
const CRC_BYTES = 8;
const GOOD = 'good';

/** Reads what a cache knows; nothing when there is none. Throws `CacheDamaged`. */
export function readKnownPacks(path: string): KnownPacks {
  let text: string;
  try {
    text = readFileSync(path, 'latin1');
  } catch (error) {
    if (errnoOf(error) === 'ENOENT') return NOTHING_KNOWN;
    throw new CacheDamaged(path, { cause: error });
  }
  const body = text.slice(0, -CRC_BYTES);
  if (!text.startsWith(MAGIC) || crcOf(body) !== text.slice(-CRC_BYTES)) throw new CacheDamaged(path);
  const [segments = '', ...packs] = body.slice(MAGIC.length).trimEnd().split('\n');
  return {
    segments: segments === '' ? [] : segments.split(' '),
    packs: packs.map((line) => {
      const [key = '', size, judged, verdict] = line.split(' ');
      return { key, size: Number(size), judged: judged ? Number(judged) : undefined, good: verdict === GOOD };
    }),
  };
}

/** Writes what a cache knows, one line for the segments and one for each pack. */
export function writeKnownPacks(path: string, known: KnownPacks): void {
  const packs = known.packs.map(
    ({ key, size, judged, good }) => `${key} ${size} ${judged ?? ''} ${good ? GOOD : 'bad'}\n`,
  );
  const body = `${MAGIC}${known.segments.join(' ')}\n${packs.join('')}`;
  writeFileSync(path, body + crcOf(body), 'latin1');
}

const crcOf = (text: string) => crc32(Buffer.from(text, 'latin1')).toString(16).padStart(CRC_BYTES, '0');
