import { DlakeError } from '../errors.ts';
import { type Differences, differencesOf } from '../lake/diff-versions.ts';
import type { LocalLake } from '../lake/lake.ts';
import type { CommitWithId } from '../lake/read-commit.ts';
import { pageReader } from '../lake/read-page.ts';
import { diffManifests, type ManifestChange, sameEntry } from '../records/diff-manifests.ts';
import type { ManifestId } from '../records/ids.ts';
import { refOfDataset } from '../records/parse-ref.ts';
import { refText } from '../records/ref.ts';
import { sortUtf8 } from '../records/utf8-order.ts';
import type { CallOptions } from '../store/contract.ts';
import { folderStatus } from './status.ts';

/**
 * How the folder of a version's ref differs from that version. What a partial checkout left out is not missed.
 * Throws `not-checked-out` when the ref is not checked out.
 */
export async function diffWorktree(
  lake: LocalLake,
  version: CommitWithId,
  options: CallOptions = {},
): Promise<Differences> {
  const { layer, dataset, manifest } = version.commit;
  const ref = refOfDataset(layer, dataset);
  const { state, base, changes } = await folderStatus(lake, ref, options);
  if (base === undefined || state === 'not-checked-out')
    throw new DlakeError('not-checked-out', { ref: refText(ref) });
  if (base.manifest === manifest) return differencesOf(changes);
  return differencesOf(composed(await between(lake, layer, manifest, base.manifest), changes));
}

async function between(
  lake: LocalLake,
  layer: CommitWithId['commit']['layer'],
  a: ManifestId,
  b: ManifestId,
): Promise<ManifestChange[]> {
  const changes: ManifestChange[] = [];
  for await (const change of diffManifests(a, b, pageReader(lake, layer))) changes.push(change);
  return changes;
}

/** The changes from a to c, of those from a to b and those from b to c. */
function composed(first: readonly ManifestChange[], second: readonly ManifestChange[]): ManifestChange[] {
  const [from, to] = [byPath(first), byPath(second)];
  return sortUtf8(new Set([...from.keys(), ...to.keys()])).flatMap((path) => {
    const before = (from.get(path) ?? to.get(path))?.before;
    const after = (to.get(path) ?? from.get(path))?.after;
    if (before === undefined ? after === undefined : after !== undefined && sameEntry(before, after))
      return [];
    return [{ path, ...(before && { before }), ...(after && { after }) }];
  });
}

const byPath = (changes: readonly ManifestChange[]) =>
  new Map(changes.map((change) => [change.path, change]));
