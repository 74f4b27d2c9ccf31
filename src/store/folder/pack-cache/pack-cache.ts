import { mkdtempSync, readdirSync, renameSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { isDlakeError } from '../../../errors.ts';
import { PACK_MAX_OBJECTS } from '../../../records/pack.ts';
import { makeFolder } from '../../writing/make-folder.ts';
import { ignoringFailures, writing } from '../failure.ts';
import { lookAt } from '../look-at.ts';
import type { PackContents } from '../pack-file.ts';
import { CacheDamaged } from './cache-damaged.ts';
import {
  type KnownPack,
  type KnownPacks,
  NOTHING_KNOWN,
  readKnownPacks,
  writeKnownPacks,
} from './known-packs.ts';
import { forgetOwnPacks, noteOwnPacks, readOwnPacks } from './own-packs.ts';
import { entriesOfPack } from './pack-entries.ts';
import type { PackFolder } from './pack-folder.ts';
import { Segments } from './segments.ts';
import type { Places, Wanted } from './wanted.ts';

/** Entries that are sorted in memory at once. */
const BATCH_ENTRIES = 131_072;
/** Files that nothing names are kept so long for whoever is writing them, or still reads them. */
const ORPHAN_MS = 600 * 1000;
/** How often a cache is read again that another process replaced meanwhile. */
const LOAD_TRIES = 5;
/** How often a damaged cache is made anew. */
const ANEW_TRIES = 3;
const CURRENT = 'current';
const OWN = 'own';
/** The size of a pack that is gone. */
const GONE = -1;

/**
 * This host's index of all packs of a layer: which object lies where. Derived from the packs, made anew
 * whenever it is missing or damaged; sorted files that are merged as they grow, read block by block. Where its
 * folder can't be written, as on a full disk, it is made for this process alone: what is stored can be read.
 */
export class PackCache {
  readonly #packs: PackFolder;
  #folder: string;
  #segments: Segments;
  /** A folder of this process's own that stands in for the cache's. */
  #makeshift: string | undefined;
  #known: KnownPacks = NOTHING_KNOWN;
  #numbers = new Map<string, number>();
  /** Which version of `current` was read; undefined when nothing is loaded. */
  #version: string | undefined;
  #broken: ReadonlyMap<string, string> = new Map();
  /** Whether packs were judged since `current` was written. */
  #unsaved = false;

  constructor(folder: string, packs: PackFolder) {
    this.#folder = folder;
    this.#packs = packs;
    this.#segments = new Segments(folder);
  }

  /** Packs whose index the last refresh could not read, by key, and why. */
  get broken(): ReadonlyMap<string, string> {
    return this.#broken;
  }

  /** Whether no pack is known. */
  get isEmpty(): boolean {
    this.#guarded(() => this.#load());
    return this.#segments.names.length === 0;
  }

  /** Notes packs that were just written by this host and are flushed. Where that fails they are proved as others are. */
  noteOwn(keys: readonly string[]): void {
    ignoringFailures(() => {
      const packs = keys.map((key) => ({ key, changed: this.#packs.statOf(key)?.ctimeMs ?? 0 }));
      noteOwnPacks(join(this.#folder, OWN), packs);
    });
  }

  /**
   * Takes in packs that are new and forgets those that are gone. Unless it is `unproved`, as for who only reads, it
   * is found out of each new one whether its bytes are good.
   */
  refresh(how: 'proved' | 'unproved' = 'proved'): void {
    this.#guarded(() => this.#refreshSomewhere(how === 'proved'));
  }

  /** Hashes packs again of which somebody found that they are damaged. */
  suspect(keys: Iterable<string>): void {
    this.#guarded(() => {
      this.#load();
      for (const key of keys) {
        const number = this.#numbers.get(key);
        if (number !== undefined) this.#judge(number, true);
      }
      this.#keepVerdicts();
    });
  }

  /**
   * Where the wanted objects lie, in packs that are there with the size they had; each is looked at once. With
   * `proved` only in those whose bytes are known to be good: what is found then counts as stored.
   */
  locate(wanted: Wanted, among: 'all' | 'proved' = 'all'): Places {
    return this.#guarded(() => {
      this.#load();
      const places = this.#segments.locate(wanted, this.#usable(among === 'proved'));
      this.#keepVerdicts();
      return places;
    });
  }

  /** Entries of packs that are there whose digests' first 48 bits are within these bounds, in copies. */
  between(least: number, most: number): Buffer[] {
    return this.#guarded(() => {
      this.#load();
      return this.#segments.between(least, most, this.#usable(false));
    });
  }

  /** The path of the pack with this number. */
  pathOf(pack: number): string {
    return this.#packs.pathOf((this.#known.packs[pack] as KnownPack).key);
  }

  close(): void {
    this.#forget();
    if (this.#makeshift !== undefined) rmSync(this.#makeshift, { recursive: true, force: true });
  }

  #forget(): void {
    this.#segments.close();
    this.#known = NOTHING_KNOWN;
    this.#numbers = new Map();
    this.#version = undefined;
  }

  /**
   * Runs something that reads the cache; makes the cache anew when it turns out to be damaged, and one of our own
   * where others damage it again and again.
   */
  #guarded<T>(act: () => T): T {
    for (let tried = 1; ; tried++) {
      try {
        if (tried > 1) this.#refreshSomewhere(false);
        return act();
      } catch (error) {
        this.#forget();
        if (!(error instanceof CacheDamaged) || tried > ANEW_TRIES) throw error;
      }
      // The files that it named may serve others still.
      rmSync(join(this.#folder, CURRENT), { recursive: true, force: true });
      if (tried === ANEW_TRIES) this.#standIn();
    }
  }

  #load(): void {
    for (let tried = 1; this.#version === undefined; tried++) {
      const version = this.#versionNow();
      try {
        this.#known = readKnownPacks(join(this.#folder, CURRENT));
        this.#segments.open(this.#known.segments);
        this.#version = version;
      } catch (error) {
        this.#forget();
        if (tried === LOAD_TRIES || version === this.#versionNow()) throw error;
      }
    }
    this.#numbers = new Map(this.#known.packs.map(({ key }, number) => [key, number]));
  }

  #refreshSomewhere(proving: boolean): void {
    try {
      this.#refresh(proving);
    } catch (error) {
      const refused = isDlakeError(error, 'disk-full') || isDlakeError(error, 'store-unwritable');
      if (!refused || this.#makeshift !== undefined) throw error;
      this.#forget();
      this.#standIn();
      this.#refresh(proving);
    }
  }

  /** Has a folder of this process's own stand in for the cache's. */
  #standIn(): void {
    if (this.#makeshift !== undefined) return;
    this.#makeshift = writing(tmpdir(), () => mkdtempSync(join(tmpdir(), 'dlake-packs-')));
    this.#folder = this.#makeshift;
    this.#segments = new Segments(this.#folder);
  }

  #refresh(proving: boolean): void {
    this.#load();
    const keys = this.#packs.keys();
    // What is written down from an old version would name files that others have merged and removed since.
    if (this.#versionNow() !== this.#version) {
      this.#forget();
      this.#load();
    }
    const present = new Set(keys);
    const packs = this.#known.packs.map((pack) =>
      present.has(pack.key) || pack.size === GONE ? pack : { ...pack, size: GONE },
    );
    const same = packs.every((pack, number) => pack === this.#known.packs[number]);
    this.#known = { ...this.#known, packs };
    if (proving) this.#judgeDoubted();
    const fresh = keys.filter((key) => !this.#isKnown(key));
    if (same && !this.#unsaved && fresh.length === 0) this.#broken = new Map();
    else writing(this.#folder, () => this.#takeIn(fresh, proving));
  }

  /** Judges the packs that nobody has judged yet, and those that were not good and have changed. */
  #judgeDoubted(): void {
    for (const [number, pack] of this.#known.packs.entries()) {
      if (pack.size === GONE || pack.good) continue;
      const isNew = pack.judged === undefined;
      if (isNew || pack.judged !== this.#packs.statOf(pack.key)?.ctimeMs) this.#judge(number, !isNew);
    }
  }

  #judge(number: number, suspect: boolean): boolean {
    const pack = this.#known.packs[number] as KnownPack;
    const judged = { ...pack, ...this.#packs.judge(pack.key, suspect) };
    this.#known = { ...this.#known, packs: this.#known.packs.with(number, judged) };
    this.#unsaved = true;
    return judged.good;
  }

  /** Writes down what was found out of packs, unless another process has written meanwhile. */
  #keepVerdicts(): void {
    if (!this.#unsaved) return;
    this.#unsaved = false;
    ignoringFailures(() => {
      if (this.#versionNow() === this.#version) this.#save();
    });
  }

  #isKnown(key: string): boolean {
    const number = this.#numbers.get(key);
    return number !== undefined && this.#known.packs[number]?.size !== GONE;
  }

  #takeIn(fresh: readonly string[], proving: boolean): void {
    makeFolder(this.#folder);
    const own = readOwnPacks(join(this.#folder, OWN));
    const broken = new Map<string, string>();
    const packs = [...this.#known.packs];
    const batch: Buffer[] = [];
    let entries = 0;
    for (const key of fresh) {
      const read = this.#read(key, broken);
      if (read === undefined) continue;
      batch.push(entriesOfPack(read.table, packs.length));
      this.#numbers.set(key, packs.length);
      const noted = own.get(key);
      const verdict = { judged: noted, good: noted !== undefined };
      const isAsked = proving && noted === undefined;
      packs.push({ key, size: read.size, ...(isAsked ? this.#packs.judge(key, false) : verdict) });
      entries += read.table.count;
      if (entries + PACK_MAX_OBJECTS <= BATCH_ENTRIES) continue;
      this.#addSegment(batch.splice(0));
      entries = 0;
    }
    if (batch.length > 0) this.#addSegment(batch);
    this.#broken = broken;
    this.#known = { ...this.#known, packs };
    this.#save();
    forgetOwnPacks(join(this.#folder, OWN));
    this.#removeOrphans();
  }

  #read(key: string, broken: Map<string, string>): PackContents | undefined {
    try {
      return this.#packs.read(key);
    } catch (error) {
      if (!isDlakeError(error, 'store-damaged')) throw error;
      broken.set(key, error.data.reason);
      return undefined;
    }
  }

  #addSegment(batch: readonly Buffer[]): void {
    this.#segments.add(Buffer.concat(batch), (pack) => this.#known.packs[pack]?.size === GONE);
  }

  #save(): void {
    this.#known = { ...this.#known, segments: this.#segments.names };
    const part = this.#segments.freshPath();
    writeKnownPacks(part, this.#known);
    renameSync(part, join(this.#folder, CURRENT));
    this.#segments.nowNamed();
    this.#version = this.#versionNow();
    this.#unsaved = false;
  }

  #removeOrphans(): void {
    const named = new Set([CURRENT, OWN, ...this.#known.segments]);
    for (const name of readdirSync(this.#folder)) {
      const path = join(this.#folder, name);
      if (!named.has(name) && isOld(path)) rmSync(path, { force: true });
    }
  }

  /**
   * Whether a pack is there with the size it had, and good if it must be `proved`; asks the file system once for
   * each. What has changed since it was judged is hashed.
   */
  #usable(proved: boolean): (pack: number) => boolean {
    const answers = new Map<number, boolean>();
    return (number) => {
      const known = answers.get(number);
      if (known !== undefined) return known;
      const pack = this.#known.packs[number];
      const stat = pack && this.#packs.statOf(pack.key);
      const isThere = stat !== undefined && pack?.size === stat.size;
      const answer = isThere && (!proved || this.#isGood(number, pack, stat.ctimeMs));
      answers.set(number, answer);
      return answer;
    };
  }

  #isGood(number: number, { judged, good }: KnownPack, changed: number): boolean {
    return judged === changed ? good : this.#judge(number, judged !== undefined);
  }

  #versionNow(): string {
    const stat = lookAt(join(this.#folder, CURRENT));
    return stat === undefined ? '' : `${stat.ino} ${stat.size} ${stat.mtimeMs}`;
  }
}

const isOld = (path: string): boolean => (lookAt(path)?.mtimeMs ?? 0) < Date.now() - ORPHAN_MS;
