import type { ExtraFile, VerifyFinding } from '../lake/verify-report.ts';
import { blobIdOf, hexOf, type ObjectId } from '../records/ids.ts';
import type { Pin } from '../records/lock.ts';
import { isSymlink, type ManifestEntry } from '../records/manifest-entry.ts';
import type { ReadPage } from '../records/manifest-tree.ts';
import { readManifestPages } from '../records/read-manifest.ts';
import { compareUtf8 } from '../records/utf8-order.ts';
import type { HashedAll } from '../worktree/hash-all.ts';
import { pathMatcher } from '../worktree/path-matcher.ts';
import { entryAt } from '../worktree/table-entry.ts';
import type { HowToVerify, VerifiedPin } from './verified-pin.ts';

/** Compares the files of a pin with its manifest, whose pages are all there, one by one. */
export async function compareFiles(pin: Pin, readPage: ReadPage, how: HowToVerify): Promise<VerifiedPin> {
  const isMeant = pathMatcher(how.only);
  const hashed = await how.hash(isMeant);
  const { paths } = hashed.table;
  const tally = new Tally(pin, how.at);
  const odd = new Map(hashed.problems.map(({ code, data }) => [data.path, PROBLEMS[code]]));
  let row = 0;
  const extraUpTo = (path: string | undefined) => {
    for (; row < paths.length && (path === undefined || compareUtf8(paths[row]!, path) < 0); row++)
      if (isMeant(paths[row]!)) tally.extra(paths[row]!);
  };
  for await (const entries of readManifestPages(pin.manifest, readPage)) {
    for (const entry of entries) {
      extraUpTo(entry.path);
      const isThere = paths[row] === entry.path;
      if (!isMeant(entry.path)) tally.passedOver += 1;
      else if (odd.has(entry.path)) tally.damaged(entry, odd.get(entry.path) ?? '');
      else if (!isThere || hashed.gone.has(row)) lacking(tally, entry, odd);
      else compare(tally, entry, hashed, row);
      odd.delete(entry.path);
      if (isThere) row += 1;
    }
  }
  extraUpTo(undefined);
  for (const path of odd.keys()) if (isMeant(path)) tally.extra(path);
  return tally.verified();
}

/** What is not a file, a folder or a symlink that stays inside, in the words of a finding. */
const PROBLEMS = {
  'file-kind': 'it is no regular file',
  'file-unreadable': 'it can not be read',
  'path-not-utf8': 'its name is not UTF-8',
  'path-invalid': 'a dataset can not hold it',
  'symlink-outside': 'it is a symlink that leads out of the dataset',
} as const;

/** A file that is not seen is missing, or lies in a folder that can't be looked into. */
function lacking(tally: Tally, entry: ManifestEntry, odd: ReadonlyMap<string, string>): void {
  const closed = [...odd.keys()].find((path) => entry.path.startsWith(`${path}/`));
  if (closed === undefined) tally.missing(entry);
  else tally.damaged(entry, `in its place ${closed} lies, and ${odd.get(closed)}`);
}

function compare(tally: Tally, entry: ManifestEntry, hashed: HashedAll, row: number): void {
  const failure = hashed.failures.get(row);
  if (failure !== undefined) {
    const reason = failure.code === 'file-changed' ? 'it changes while it is read' : 'it can not be read';
    tally.damaged(entry, reason);
    return;
  }
  const now = entryAt(hashed.table, hashed.digests, row);
  tally.checked += 1;
  if (!isSymlink(now)) tally.bytes += now.size;
  if (isSymlink(entry)) {
    if (!isSymlink(now)) tally.damaged(entry, 'it is a file, and a symlink in the version');
    else if (now.target !== entry.target) tally.damaged(entry, 'the symlink leads elsewhere');
  } else if (isSymlink(now)) tally.damaged(entry, 'it is a symlink, and a file in the version');
  else if (now.blob !== entry.blob)
    tally.damaged(entry, 'its bytes differ from the version', hexOf(now.blob));
  else if ((now.executable === true) !== (entry.executable === true))
    tally.damaged(entry, `it is ${now.executable === true ? '' : 'not '}executable, unlike in the version`);
}

class Tally {
  checked = 0;
  bytes = 0;
  passedOver = 0;
  readonly #pin: Pin;
  readonly #at: string;
  readonly #damaged: VerifyFinding[] = [];
  readonly #missing: VerifyFinding[] = [];
  readonly #extra: ExtraFile[] = [];

  constructor(pin: Pin, at: string) {
    this.#pin = pin;
    this.#at = at;
  }

  damaged(entry: ManifestEntry, reason: string, found?: string): void {
    this.#damaged.push({ ...this.#finding(entry, reason), ...(found === undefined ? {} : { found }) });
  }

  missing(entry: ManifestEntry): void {
    this.#missing.push(this.#finding(entry, 'the file is not there'));
  }

  extra(path: string): void {
    const { ref, version, commit } = this.#pin;
    this.#extra.push({ ref, version, commit, path, file: `${this.#at}/${path}` });
  }

  verified(): VerifiedPin {
    const { checked, bytes, passedOver } = this;
    return { checked, bytes, passedOver, damaged: this.#damaged, missing: this.#missing, extra: this.#extra };
  }

  #finding(entry: ManifestEntry, reason: string): VerifyFinding {
    const { ref, version, commit } = this.#pin;
    const id = idOf(entry);
    const file = `${this.#at}/${entry.path}`;
    return { ref, version, commit, path: entry.path, file, id, reason, expected: hexOf(id) };
  }
}

/** The id of an entry's bytes; of a symlink, those that say where it leads. */
const idOf = (entry: ManifestEntry): ObjectId =>
  isSymlink(entry) ? blobIdOf(Buffer.from(entry.target)) : entry.blob;
