import type { ObjectId } from '../../records/ids.ts';
import type { Layer } from '../../records/layers.ts';
import type { S3Context } from './store-context.ts';
import type { StoredFile } from './store-index.ts';

/** A file that was proved just now, and what was seen to be in it. */
export interface ProvedFile {
  readonly file: StoredFile;
  readonly ids: readonly ObjectId[];
}

/**
 * Those of these objects that lie in files which were proved and are there still. What is in a file shares its fate, so
 * one object of each is looked for and tells of the others; where it is found elsewhere it tells of none.
 */
export async function stillThere(
  { index }: S3Context,
  layer: Layer,
  ids: ReadonlySet<ObjectId>,
  proved: readonly ProvedFile[],
): Promise<ReadonlySet<ObjectId>> {
  const asked = proved.flatMap(({ file, ids: inFile }) => {
    const meant = inFile.filter((id) => ids.has(id));
    const [witness] = meant;
    return witness === undefined ? [] : [{ file, meant, witness }];
  });
  const places = await index.locate(
    layer,
    asked.map(({ witness }) => witness),
  );
  const there = new Set<ObjectId>();
  for (const { file, meant, witness } of asked) {
    const found = places.get(witness)?.file;
    if (found?.kind !== file.kind || found.key !== file.key) continue;
    for (const id of meant) there.add(id);
  }
  return there;
}
