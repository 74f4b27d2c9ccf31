import type { Catalog } from '../../catalog/catalog.ts';
import { listFiles } from '../../catalog/list-files.ts';
import { locateObjects } from '../../catalog/locate-objects.ts';
import { noteFiles } from '../../catalog/note-files.ts';
import { objectsOfFile } from '../../catalog/objects-of-file.ts';
import { objectsWithPrefix } from '../../catalog/objects-with-prefix.ts';
import { placeFiles } from '../../catalog/place-files.ts';
import { roleRule } from '../../catalog/role-rule.ts';
import { DlakeError, isDlakeError } from '../../errors.ts';
import type { ObjectId } from '../../records/ids.ts';
import type { Layer } from '../../records/layers.ts';
import type { ObjectPlace, StoredFile, StoreIndex } from '../../store/s3/store-index.ts';
import { catalogFreeing } from './catalog-freeing.ts';
import type { ReliedFiles } from './relied-files.ts';

/** Ids that are asked for in one statement. */
const IDS_AT_ONCE = 20_000;
/** Uploads that are noted in one statement, by their objects. */
const OBJECTS_AT_ONCE = 20_000;
const FILES_AT_ONCE = 1_000;

/** What lies where in the buckets, as the catalog knows it. */
export function catalogIndex(catalog: Catalog, relied: ReliedFiles): StoreIndex {
  return {
    locate: async (layer, ids) => {
      const places = new Map<ObjectId, ObjectPlace>();
      for (let at = 0; at < ids.length; at += IDS_AT_ONCE) {
        const found = await locateObjects(catalog, layer, ids.slice(at, at + IDS_AT_ONCE));
        for (const { id, ...place } of found) {
          places.set(id, place);
          relied.note(layer, place.file);
        }
      }
      return places;
    },
    place: async (layer, uploads) => {
      for (const upload of uploads) relied.note(layer, upload);
      for (const group of groupsOf(uploads))
        await placeFiles(catalog, layer, group).catch((error: unknown) => {
          throw roleRefused(error, layer);
        });
    },
    note: (layer, facts) => {
      for (const fact of facts) if (fact.lost === true) relied.drop(layer, fact);
      return noteFiles(catalog, layer, facts);
    },
    withPrefix: (layer, hex, limit) => objectsWithPrefix(catalog, layer, hex, limit),
    files: async function* (layer) {
      let after: StoredFile | undefined;
      for (;;) {
        const files = await listFiles(catalog, layer, after, FILES_AT_ONCE);
        if (files.length > 0) yield files;
        if (files.length < FILES_AT_ONCE) return;
        after = files.at(-1);
      }
    },
    objects: (layer, file) => objectsOfFile(catalog, layer, file),
    freeing: catalogFreeing(catalog),
  };
}

/** What the catalog says to whoever lacks a role, as the rule that it is. */
function roleRefused(error: unknown, layer: Layer): unknown {
  if (!isDlakeError(error, 'database-refused') || error.data.why !== 'not-permitted') return error;
  // Who may only read is not even let into the function that would say so.
  const least = layer === 'raw' || layer === 'processed' ? 'dlake_contributor' : 'dlake_curator';
  const [, wanted = least] = ROLE_WANTED.exec(error.data.reason) ?? [];
  return new DlakeError('rule-refused', { subject: layer, rule: roleRule(layer, wanted) }, { cause: error });
}

/** As `require_role` in the schema says it. */
const ROLE_WANTED = /takes the role (dlake_[a-z]+)/;

/** Groups of uploads with a bounded number of objects, or one that has more. */
function* groupsOf<Upload extends { readonly objects: readonly unknown[] }>(
  uploads: readonly Upload[],
): Iterable<readonly Upload[]> {
  let group: Upload[] = [];
  let objects = 0;
  for (const upload of uploads) {
    if (group.length > 0 && objects + upload.objects.length > OBJECTS_AT_ONCE) {
      yield group;
      group = [];
      objects = 0;
    }
    group.push(upload);
    objects += upload.objects.length;
  }
  if (group.length > 0) yield group;
}
