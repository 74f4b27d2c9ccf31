import { DlakeError } from '../errors.ts';
import type { LocalLake } from '../lake/lake.ts';
import { readCommit } from '../lake/read-commit.ts';
import { pageReader } from '../lake/read-page.ts';
import { refArgument } from '../lake/ref-argument.ts';
import { inSample } from '../lake/sample.ts';
import type { VerifyOptions } from '../lake/verify.ts';
import type { VerifyFinding, VerifyReport } from '../lake/verify-report.ts';
import { hexOf } from '../records/ids.ts';
import { type FileEntry, isSymlink } from '../records/manifest-entry.ts';
import { type Ref, refText } from '../records/ref.ts';
import type { Session } from '../store/contract.ts';
import type { Base } from './base.ts';
import { baseEntries } from './base-entries.ts';
import { currentBase } from './current-base.ts';
import { listWorktree } from './list-worktree.ts';
import { pathMatcher } from './path-matcher.ts';
import { ownFolder } from './worktree-folder.ts';

/** Files that are re-hashed at once. */
const AT_ONCE = 65_536;

/**
 * Re-hashes the files of worktree folders, of these refs or of all, against the versions that they were checked
 * out from or committed as. Nothing is taken from the stat cache. Throws `not-checked-out` for a ref that is
 * named and not checked out.
 */
export async function verifyWorktree(
  lake: LocalLake,
  refs: readonly string[],
  options: VerifyOptions = {},
): Promise<VerifyReport> {
  const tally: Tally = { objects: 0, bytes: 0, passedOver: 0, damaged: [], missing: [] };
  for (const { ref, base } of await checkedOut(lake, refs)) {
    const session = await lake.store.session(ref.layer, options.signal && { signal: options.signal });
    try {
      for await (const files of batches(lake, ref, base)) {
        const wanted = files.filter(
          (file) => options.sample === undefined || inSample(options.sample, file.blob),
        );
        tally.passedOver += files.length - wanted.length;
        await reHash(lake, session, ref, base, wanted, tally, options);
      }
    } finally {
      await session.close();
    }
  }
  const { objects, bytes, passedOver, damaged, missing } = tally;
  return {
    ok: damaged.length + missing.length === 0,
    checked: objects,
    bytes,
    coverage: objects + passedOver === 0 ? 1 : objects / (objects + passedOver),
    ...(options.sample === undefined ? {} : { sample: options.sample }),
    damaged,
    broken: [],
    missing,
    absent: [],
    withdrawn: [],
  };
}

interface Tally {
  objects: number;
  bytes: number;
  passedOver: number;
  readonly damaged: VerifyFinding[];
  readonly missing: VerifyFinding[];
}

async function checkedOut(
  lake: LocalLake,
  refs: readonly string[],
): Promise<{ readonly ref: Ref; readonly base: Base }[]> {
  const named = await Promise.all(refs.map((text) => refArgument(lake, text)));
  const found: { ref: Ref; base: Base }[] = [];
  for (const ref of named.length > 0 ? named : listWorktree(lake.root)) {
    const base = await currentBase(lake, ownFolder(lake.root, ref));
    if (base !== undefined) found.push({ ref, base });
    else if (named.length > 0) throw new DlakeError('not-checked-out', { ref: refText(ref) });
  }
  return found;
}

async function* batches(lake: LocalLake, ref: Ref, base: Base): AsyncIterable<readonly FileEntry[]> {
  const expected = pathMatcher(base.only);
  let batch: FileEntry[] = [];
  for await (const entries of baseEntries(base, pageReader(lake, ref.layer))) {
    for (const entry of entries) if (!isSymlink(entry) && expected(entry.path)) batch.push(entry);
    if (batch.length >= AT_ONCE) yield batch;
    if (batch.length >= AT_ONCE) batch = [];
  }
  yield batch;
}

async function reHash(
  lake: LocalLake,
  session: Session,
  ref: Ref,
  base: Base,
  files: readonly FileEntry[],
  tally: Tally,
  { signal, onProgress }: VerifyOptions,
): Promise<void> {
  const { commit } = await readCommit(lake, base.commit, ref.layer);
  const finding = ({ path, blob }: FileEntry, reason: string, found?: string): VerifyFinding => ({
    ref: refText(ref),
    commit: base.commit,
    version: commit.metadata.version,
    path,
    id: blob,
    reason,
    expected: hexOf(blob),
    ...(found === undefined ? {} : { found }),
  });
  const toRead = files.map(({ path, size }, index) => ({ index, path, size }));
  const root = ownFolder(lake.root, ref).path;
  for await (const results of session.ingest(root, toRead, { hashOnly: true, ...(signal && { signal }) })) {
    for (const result of results) {
      const file = files[result.index]!;
      tally.objects += 1;
      tally.bytes += file.size;
      if (result.result === 'hashed') {
        if (result.id !== file.blob)
          tally.damaged.push(finding(file, 'its bytes differ from the version', hexOf(result.id)));
      } else if (result.result === 'vanished') tally.missing.push(finding(file, 'the file is not there'));
      else if (result.result === 'unreadable') tally.damaged.push(finding(file, result.reason));
      else tally.damaged.push(finding(file, 'it changes while it is read'));
    }
    onProgress?.({ objects: tally.objects, bytes: tally.bytes });
  }
}
