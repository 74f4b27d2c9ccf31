import { isUtf8 } from 'node:buffer';
import { readlinkSync, realpathSync, statSync } from 'node:fs';
import { relative } from 'node:path';
import { DlakeError } from '../errors.ts';
import { isOwnFolder, pathProblem } from '../records/path.ts';
import { targetProblem } from '../records/symlink-target.ts';
import type { StampFolder } from './folder-stamp.ts';
import {
  filterOf,
  IGNORE_FILE,
  type IgnoreRules,
  mayOverrule,
  type NameFilter,
  rulesInside,
  withIgnoreFile,
} from './ignore.ts';
import { type FolderListing, listFolder } from './list-folder.ts';
import { type ListedFolder, namesDigest } from './listing.ts';

/** Something that can't be part of a dataset version, and why. */
export type ScanProblem = DlakeError<
  'file-kind' | 'file-unreadable' | 'path-not-utf8' | 'path-invalid' | 'symlink-outside'
>;

export interface WalkOptions {
  /** What is left out. */
  readonly rules: IgnoreRules;
  /** What the folder is to the rules: `raw/geo/GSE1/`. */
  readonly rulesFolder: string;
  readonly stamp: StampFolder;
  /** Whether ignore files in the folder itself are heeded. */
  readonly ignoreFiles: boolean;
  /** Take what a symlink that leads out of the folder leads to, instead of refusing it. */
  readonly followSymlinks: boolean;
}

/** A folder that is being walked. */
interface Frame {
  /** `''` or `a/b/`. */
  readonly prefix: string;
  readonly listing: FolderListing;
  readonly filter: NameFilter | undefined;
  readonly rules: IgnoreRules;
  /** Where a followed symlink led, for it and what is below it: symlinks mean something else there. */
  readonly behind: string | undefined;
  readonly stamp: string | undefined;
  next: number;
  leftOut: boolean;
}

// Shorter names and paths than these are within the limits whatever their characters take in UTF-8.
const SAFE_NAME = 85;
const SAFE_PATH = 1365;

/** Walks a folder and lists what is in it, row by row, in byte order of path. */
export class Walk {
  readonly paths: string[] = [];
  /** By row, where symlinks lead. */
  readonly targets = new Map<number, string>();
  /** By row, the path from the folder at which the bytes behind a followed symlink are found. */
  readonly foreign = new Map<number, string>();
  readonly problems: ScanProblem[] = [];
  readonly folders: ListedFolder[] = [];
  /** An ignore file that is left out itself: nothing tells when it is edited. */
  hiddenRules = false;
  readonly #root: string;
  readonly #options: WalkOptions;
  readonly #frames: Frame[] = [];

  /** `root` ends with `/`, and is a folder that can be read; else throws `file-unreadable`. */
  constructor(root: string, options: WalkOptions) {
    this.#root = root;
    this.#options = options;
    if (!this.#enter('', options.rules, undefined)) throw this.problems[0] ?? unreadable('', 'ENOENT');
  }

  /** Goes on to the end of a folder or to the next one in it; false when all has been walked. */
  step(): boolean {
    const frame = this.#frames.at(-1);
    if (frame === undefined) return false;
    const { names, kinds } = frame.listing;
    while (frame.next < names.length) {
      const name = names[frame.next++]!;
      const isFolder = name.endsWith('/');
      const bare = isFolder ? name.slice(0, -1) : name;
      if (isOwnFolder(bare) || frame.filter?.(bare, isFolder) === true) {
        frame.leftOut = true;
        this.hiddenRules ||= bare === IGNORE_FILE;
        continue;
      }
      const path = frame.prefix + bare;
      if (this.#isTooLong(path, bare)) continue;
      if (isFolder) {
        this.#enter(frame.prefix + name, frame.rules, frame.behind);
        return true;
      }
      const kind = kinds.size === 0 ? undefined : kinds.get(name);
      if (kind === undefined) this.#file(path, frame.behind);
      else if (kind !== 'symlink') this.problems.push(new DlakeError('file-kind', { path, kind }));
      else if (this.#symlink(path, frame)) return true;
    }
    this.#frames.pop();
    const digest = frame.leftOut ? namesDigest(frame.listing) : undefined;
    this.folders.push({ prefix: frame.prefix, names: names.length, digest, stamp: frame.stamp });
    return this.#frames.length > 0;
  }

  #file(path: string, behind: string | undefined): void {
    if (behind !== undefined) this.foreign.set(this.paths.length, path);
    this.paths.push(path);
  }

  /** Starts on a folder; false when it can't be read, or is gone. */
  #enter(prefix: string, rules: IgnoreRules, behind: string | undefined): boolean {
    const path = this.#root + prefix;
    const folder = this.#options.rulesFolder + prefix;
    let stamp: string | undefined;
    let listing: FolderListing;
    try {
      // Before it is listed: whatever comes later changes it.
      stamp = this.#options.stamp(path);
      listing = listFolder(path);
    } catch (error) {
      const code = codeOf(error);
      if (code !== 'ENOENT') this.problems.push(unreadable(prefix.slice(0, -1), code));
      return false;
    }
    for (const name of listing.notUtf8)
      this.problems.push(new DlakeError('path-not-utf8', { path: prefix + name }));
    const entered = prefix !== '' && mayOverrule(rules) ? rulesInside(rules, folder) : rules;
    const inner =
      listing.names.includes(IGNORE_FILE) && this.#options.ignoreFiles
        ? withIgnoreFile(entered, path, folder)
        : entered;
    this.#frames.push({
      prefix,
      listing,
      filter: filterOf(inner, folder),
      rules: inner,
      behind,
      stamp,
      next: 0,
      leftOut: false,
    });
    return true;
  }

  /** Takes a symlink as it is, or follows it; true when that has begun a folder. */
  #symlink(path: string, frame: Frame): boolean {
    let target: string | undefined;
    try {
      target = readTarget(this.#root + path);
    } catch (error) {
      const code = codeOf(error);
      if (code !== 'ENOENT') this.problems.push(unreadable(path, code));
      return false;
    }
    if (target === undefined) {
      this.problems.push(new DlakeError('path-not-utf8', { path }));
      return false;
    }
    if (frame.behind === undefined && targetProblem(path, target) === undefined) {
      this.targets.set(this.paths.length, target);
      this.paths.push(path);
      return false;
    }
    if (this.#options.followSymlinks) return this.#follow(path, frame);
    this.problems.push(new DlakeError('symlink-outside', { path, target }));
    return false;
  }

  #follow(path: string, frame: Frame): boolean {
    try {
      const real = realpathSync(this.#root + path);
      const stat = statSync(real);
      if (stat.isDirectory()) {
        // A folder that holds the link, or is behind one that is being followed, would never end.
        const around = [realpathSync(this.#root), ...this.#frames.map(({ behind }) => behind)];
        const inside = realpathSync(this.#root + frame.prefix);
        const endless = [...around, inside].some((at) => at !== undefined && `${at}/`.startsWith(`${real}/`));
        if (!endless) return this.#enter(`${path}/`, frame.rules, real);
        this.problems.push(unreadable(path, 'the symlink leads back to where it is'));
      } else if (stat.isFile()) {
        this.foreign.set(this.paths.length, relative(realpathSync(this.#root), real));
        this.paths.push(path);
      } else this.problems.push(new DlakeError('file-kind', { path, kind: 'special file behind a symlink' }));
    } catch (error) {
      this.problems.push(unreadable(path, codeOf(error)));
    }
    return false;
  }

  #isTooLong(path: string, name: string): boolean {
    if (name.length <= SAFE_NAME && path.length <= SAFE_PATH) return false;
    const reason = pathProblem(path);
    if (reason !== undefined) this.problems.push(new DlakeError('path-invalid', { path, reason }));
    return reason !== undefined;
  }
}

/** Where a symlink leads, or undefined when that is not UTF-8. */
function readTarget(path: string): string | undefined {
  const bytes = readlinkSync(path, { encoding: 'buffer' });
  return isUtf8(bytes) ? bytes.toString('utf8') : undefined;
}

function unreadable(path: string, reason: string): ScanProblem {
  return new DlakeError('file-unreadable', { path: path === '' ? '.' : path, reason });
}

const codeOf = (error: unknown): string => (error as NodeJS.ErrnoException).code ?? String(error);
