import { isDlakeError } from '../errors.ts';
import { checkManifest } from '../records/check-manifest.ts';
import { hexOf, isBlobId, type ObjectId } from '../records/ids.ts';
import { LAYERS, type Layer } from '../records/layers.ts';
import type { ManifestRoot } from '../records/manifest-builder.ts';
import { isSymlink, type ManifestEntry } from '../records/manifest-entry.ts';
import { readManifestPages } from '../records/read-manifest.ts';
import type { CallOptions } from '../store/contract.ts';
import { brokenRule } from './admission.ts';
import { allCommits } from './all-commits.ts';
import type { LoggedCommit } from './commits-of-ref.ts';
import { KnownAtRemotes } from './known-at-remotes.ts';
import type { Lake } from './lake.ts';
import { entriesFrom } from './log-news.ts';
import { pageReader } from './read-page.ts';
import { readingProblem } from './reading-problem.ts';
import { UndoOrder } from './undo-order.ts';

/** Something wrong with the structure of a lake. */
export interface FsckProblem {
  /** The key, the log or the version that is wrong. */
  readonly where: string;
  readonly reason: string;
}

/**
 * Checks the structure of a whole lake: the shape of what is stored, the chain of every log, every commit that
 * a log names and those behind them, every manifest, and that each blob they name is there. Bytes of blobs are
 * not re-hashed: that is `verify`. What a version lacks that is known to be at a remote is no
 * problem, nor are bytes that only refs name which have ended: they may have been freed.
 */
export async function* fsck(lake: Lake, options: CallOptions = {}): AsyncIterable<FsckProblem> {
  for (const layer of LAYERS) {
    yield* lake.store.check(layer, options);
    for await (const subject of lake.store.logs.subjects(layer, '')) yield* checkLog(lake, layer, subject);
  }
  const seen = new Set<string>();
  const known = new KnownAtRemotes(lake);
  for await (const logged of allCommits(lake)) {
    options.signal?.throwIfAborted();
    yield* checkCommit(lake, logged, seen, known);
  }
}

async function* checkLog(lake: Lake, layer: Layer, subject: string): AsyncIterable<FsckProblem> {
  try {
    const undo = new UndoOrder();
    for await (const { entry } of entriesFrom(lake, layer, subject, undefined)) {
      const reason = undo.next(entry);
      if (reason !== undefined) yield { where: `${layer}/log/${subject}`, reason };
    }
  } catch (error) {
    yield { where: `${layer}/log/${subject}`, reason: said(error) };
  }
}

async function* checkCommit(
  lake: Lake,
  logged: LoggedCommit,
  seen: Set<string>,
  known: KnownAtRemotes,
): AsyncIterable<FsckProblem> {
  const { layer, ref, id, found } = logged;
  if (found === undefined) {
    yield { where: `${ref} commit ${hexOf(id)}`, reason: logged.problem ?? 'the commit is missing' };
    return;
  }
  const where = `${ref}@${found.commit.metadata.version}`;
  if (`${found.commit.layer}/${found.commit.dataset}` !== ref)
    yield { where, reason: 'the commit is of another ref' };
  const rule = await brokenRule(lake, found.commit);
  if (rule !== undefined) yield { where, reason: rule };
  const { manifest, files, bytes, expected } = found.commit;
  const isAbsent = async (object: ObjectId) =>
    (await known.commit(id)) ||
    (await known.object(layer, object)) ||
    (isBlobId(object) && logged.ended === true);
  if (
    expected !== undefined &&
    (await lake.store.missing(layer, [expected.list])).size > 0 &&
    !(await isAbsent(expected.list))
  )
    yield { where, reason: `the list of its published sums, ${hexOf(expected.list)}, is missing` };
  const key = `${layer} ${manifest} ${files} ${bytes}`;
  if (!seen.has(key)) yield* checkContent(lake, layer, where, { root: manifest, files, bytes }, isAbsent);
  seen.add(key);
}

/** Whether an object that a commit lacks is known to be at a remote, or may have been freed. */
type IsAbsent = (id: ObjectId) => Promise<boolean>;

async function* checkContent(
  lake: Lake,
  layer: Layer,
  where: string,
  { root, ...totals }: ManifestRoot,
  isAbsent: IsAbsent,
): AsyncIterable<FsckProblem> {
  const readPage = pageReader(lake, layer);
  try {
    await checkManifest(root, readPage, totals);
    for await (const entries of readManifestPages(root, readPage))
      yield* checkFiles(lake, layer, where, entries, isAbsent);
  } catch (error) {
    if (isDlakeError(error, 'object-missing') && (await isAbsent(error.data.id as ObjectId))) return;
    yield { where, reason: said(error) };
  }
}

/** That the bytes which files name are there, and as many as the manifest says. */
async function* checkFiles(
  lake: Lake,
  layer: Layer,
  where: string,
  entries: readonly ManifestEntry[],
  isAbsent: IsAbsent,
): AsyncIterable<FsckProblem> {
  const files = entries.flatMap((entry) => (isSymlink(entry) ? [] : [entry]));
  const sizes = await lake.store.sizes(
    layer,
    files.map(({ blob }) => blob),
  );
  const gone = (await lake.store.withdrawn?.()) ?? new Set();
  for (const { path, blob, size } of files) {
    if (gone.has(blob)) continue;
    const found = sizes.get(blob);
    if (found === size || (found === undefined && (await isAbsent(blob)))) continue;
    const reason =
      found === undefined
        ? `its bytes, ${hexOf(blob)}, are missing`
        : `it has ${found} bytes, not the ${size} of its manifest`;
    yield { where: `${where}:${path}`, reason };
  }
}

function said(error: unknown): string {
  const problem = readingProblem(error);
  if (problem === undefined) throw error;
  return problem;
}
