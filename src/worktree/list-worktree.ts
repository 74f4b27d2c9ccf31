import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { canonicalExternalId } from '../records/canonical-external-id.ts';
import { LAYERS } from '../records/layers.ts';
import { nameProblem, sourceProblem } from '../records/names.ts';
import type { Ref } from '../records/ref.ts';
import { sortUtf8 } from '../records/utf8-order.ts';

/** The refs that have a folder of their own in the lake, by layer, then in byte order; whether or not they exist. */
export function listWorktree(root: string): Ref[] {
  return LAYERS.flatMap((layer) =>
    foldersIn(join(root, layer))
      .filter((source) => sourceProblem(source) === undefined)
      .flatMap((source) =>
        foldersIn(join(root, layer, source))
          .filter((externalId) => nameProblem(externalId) === undefined)
          .map((name) => ({ layer, source, externalId: canonicalExternalId(source, name, true) ?? name })),
      ),
  );
}

/** Names of the folders in a folder, and of symlinks, which may lead to one. */
function foldersIn(path: string): readonly string[] {
  try {
    const entries = readdirSync(path, { withFileTypes: true });
    return sortUtf8(
      entries.filter((entry) => entry.isDirectory() || entry.isSymbolicLink()).map(({ name }) => name),
    );
  } catch {
    return [];
  }
}
