import { DlakeError, isDlakeError } from '../errors.ts';
import type { ManifestId } from './ids.ts';
import { ManifestBuilder, type ManifestRoot } from './manifest-builder.ts';
import type { ManifestEntry } from './manifest-entry.ts';
import type { ReadPage } from './manifest-tree.ts';
import { readManifestPages } from './read-manifest.ts';

/** What a commit says of its manifest. */
export interface ManifestTotals {
  readonly files: number;
  readonly bytes: number;
}

/**
 * Checks a manifest as whoever receives it must: every page in canonical form and as the page above it says,
 * paths in order over the whole, none below another, the totals as the commit has them, and every level the one
 * that its entries make when built anew. Throws `record-invalid` with the reason. Memory does not grow with the
 * number of entries.
 */
export async function checkManifest(
  root: ManifestId,
  readPage: ReadPage,
  totals?: ManifestTotals,
): Promise<ManifestRoot> {
  const builder = new ManifestBuilder(() => undefined);
  for await (const entries of readManifestPages(root, readPage)) {
    for (const entry of entries) addTo(builder, entry);
  }
  const built = builder.finish();
  if (totals !== undefined && (totals.files !== built.files || totals.bytes !== built.bytes)) {
    throw invalid('the totals of a manifest differ from what its commit says');
  }
  if (built.root !== root) throw invalid('its pages are not cut where the format cuts them');
  return built;
}

function addTo(builder: ManifestBuilder, entry: ManifestEntry): void {
  try {
    builder.add(entry);
  } catch (error) {
    if (isDlakeError(error, 'path-invalid')) throw invalid(error.data.reason, error);
    throw error;
  }
}

function invalid(reason: string, cause?: unknown): DlakeError {
  return new DlakeError('record-invalid', { what: 'manifest', reason }, { cause });
}
