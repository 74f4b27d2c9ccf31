import type { CommitId, ManifestId, ObjectId } from '../records/ids.ts';
import type { Layer } from '../records/layers.ts';
import { isSymlink } from '../records/manifest-entry.ts';
import { decodePage, isLeaf } from '../records/page.ts';
import { allCommits } from './all-commits.ts';
import type { BrokenEntry, LoggedCommit } from './commits-of-ref.ts';
import type { Lake } from './lake.ts';
import type { CommitWithId } from './read-commit.ts';
import { readingProblem } from './reading-problem.ts';

/** An object and a version that names it. */
export interface NamedObject {
  readonly layer: Layer;
  readonly ref: string;
  readonly commit: CommitId;
  readonly version: string;
  /** The file; empty for a record of the version. */
  readonly path: string;
  readonly id: ObjectId;
  /** Of a file, how many bytes its manifest says it has. */
  readonly size?: number;
  /** Why it can't be read: what lies behind it is not listed then. */
  readonly problem?: string;
  /** It was looked for and is not here: nobody knows what lies behind it. */
  readonly missing?: true;
  /** Only entries before the ref ended lead to it: if it is a blob, it may have been freed. */
  readonly ended?: true;
}

export interface WalkOptions {
  /** Told of entries of logs that can't be read. */
  readonly onBroken?: (broken: BrokenEntry) => void;
  /** Pages that need no walk, as `pageKey` names them; those that were walked are added. */
  readonly walked?: Set<string>;
}

/** What a page of a layer is called among those that were walked. */
export const pageKey = (layer: Layer, page: ManifestId): string => `${layer} ${page}`;

/**
 * Every object that versions name, in batches of one layer: their commits, manifest pages, lists of published
 * sums, and blobs, records before what they name. A page that several versions of a layer share is walked
 * once, for the first of them. What lies behind a page that is not here is not listed.
 */
export async function* namedObjects(
  lake: Lake,
  versions?: readonly CommitWithId[],
  { onBroken, walked = new Set() }: WalkOptions = {},
): AsyncIterable<readonly NamedObject[]> {
  for await (const { layer, ref, id, found, problem, ended } of versions === undefined
    ? allCommits(lake, onBroken)
    : given(versions)) {
    const version = found?.commit.metadata.version ?? '';
    const place = { layer, ref, commit: id, version, path: '', ...(ended && { ended }) };
    if (found === undefined) {
      yield [{ ...place, id, ...(problem === undefined ? { missing: true } : { problem }) }];
      continue;
    }
    const { expected, manifest } = found.commit;
    yield expected === undefined
      ? [{ ...place, id }]
      : [
          { ...place, id },
          { ...place, id: expected.list },
        ];
    const waiting: ManifestId[] = [manifest];
    for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
      const key = pageKey(layer, next);
      if (walked.has(key)) continue;
      walked.add(key);
      const page = await readablePage(lake, layer, next);
      if (page === undefined) yield [{ ...place, id: next }];
      else if (typeof page === 'string') yield [{ ...place, id: next, problem: page }];
      else if (!isLeaf(page)) {
        waiting.push(...page.entries.map((child) => child.page).reverse());
        yield [{ ...place, id: next }];
      } else {
        const blobs = page.entries.flatMap((entry) =>
          isSymlink(entry) ? [] : [{ ...place, path: entry.path, id: entry.blob, size: entry.size }],
        );
        yield [{ ...place, id: next }, ...blobs];
      }
    }
  }
}

async function* given(versions: readonly CommitWithId[]): AsyncIterable<LoggedCommit> {
  for (const found of versions) {
    yield {
      layer: found.commit.layer,
      ref: `${found.commit.layer}/${found.commit.dataset}`,
      id: found.id,
      found,
    };
  }
}

/** A page, or why it can't be read; undefined when it is not here. */
async function readablePage(
  lake: Lake,
  layer: Layer,
  id: ManifestId,
): Promise<ReturnType<typeof decodePage> | string | undefined> {
  try {
    const bytes = await lake.store.read(layer, id);
    return bytes && decodePage(bytes);
  } catch (error) {
    const problem = readingProblem(error);
    if (problem === undefined) throw error;
    return problem;
  }
}
