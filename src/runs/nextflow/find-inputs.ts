import { realpathSync } from 'node:fs';
import { relative, sep } from 'node:path';
import { DlakeError } from '../../errors.ts';
import { hashFile } from '../../lake/hash-file.ts';
import type { LocalLake } from '../../lake/lake.ts';
import { type Whereabouts, whence } from '../../lake/whence.ts';
import type { CommitId } from '../../records/ids.ts';
import { isLayer } from '../../records/layers.ts';
import { parseRef } from '../../records/parse-ref.ts';
import { refText } from '../../records/ref.ts';
import { sortUtf8 } from '../../records/utf8-order.ts';
import type { CallOptions } from '../../store/contract.ts';
import { resolveInput } from '../../worktree/resolve-input.ts';
import type { DataPath } from './lineage-record.ts';
import { recordedFile } from './recorded-file.ts';

/** A file that a run read and that no version of the lake is known to have. */
export interface UnknownInput {
  readonly path: string;
  readonly reason: string;
}

/** What a run read, as versions of the lake. */
export interface FoundInputs {
  readonly inputs: readonly CommitId[];
  readonly unknown: readonly UnknownInput[];
}

/**
 * The versions that files which a run read are of: for one in a folder of the lake the version of `from` that has its
 * bytes, else the base of that folder; for others whatever version has them, or where several datasets do, that of `from`. Throws `rule-refused` when nobody says which of
 * several it is, and what `resolveInput` does for a folder that was modified.
 */
export async function findInputs(
  lake: LocalLake,
  read: Iterable<DataPath>,
  from: readonly CommitId[],
  options: CallOptions = {},
): Promise<FoundInputs> {
  const named = new Set<CommitId>();
  const unknown: UnknownInput[] = [];
  const byRef = new Map<string, (readonly Whereabouts[])[]>();
  for (const { path: recorded, checksum } of read) {
    options.signal?.throwIfAborted();
    const file = recordedFile(recorded, { checksum });
    if (file.kind === 'unknown') {
      unknown.push({ path: recorded, reason: file.reason });
      continue;
    }
    const own = refOfFile(lake.root, file.path);
    const said = own === undefined || file.kind === 'folder' ? [] : await saidOf(lake, own, file.path, from);
    if (said[0] !== undefined) {
      byRef.set(said[0].ref, [...(byRef.get(said[0].ref) ?? []), said]);
      continue;
    }
    if (own !== undefined) {
      for (const id of await resolveInput(lake, own, options)) named.add(id);
      continue;
    }
    const places = file.kind === 'folder' ? [] : await whence(lake, await hashFile(file.path));
    const chosen = chosenOf(recorded, places, from);
    if (chosen === undefined)
      unknown.push({ path: recorded, reason: 'no version of the lake has its bytes' });
    else byRef.set(chosen.ref, [...(byRef.get(chosen.ref) ?? []), chosen.places]);
  }
  for (const files of byRef.values()) for (const id of commonVersions(files)) named.add(id);
  return { inputs: sortUtf8(named) as CommitId[], unknown };
}

/** The versions of this ref among those named that have a file's bytes: the folder may have moved on since the run. */
async function saidOf(
  lake: LocalLake,
  own: string,
  path: string,
  from: readonly CommitId[],
): Promise<readonly Whereabouts[]> {
  if (from.length === 0) return [];
  const ref = refText(parseRef(own));
  return (await whence(lake, await hashFile(path))).filter(
    (place) => place.ref === ref && from.includes(place.commit),
  );
}

/** The ref in whose folder a file lies, symlinks followed or not. */
function refOfFile(root: string, path: string): string | undefined {
  for (const one of [path, realpathSync(path)]) {
    const [layer = '', source = '', id = ''] = relative(realpathSync(root), one).split(sep);
    if (isLayer(layer) && source !== '' && id !== '') return `${layer}/${source}/${id}`;
  }
  return undefined;
}

/** Of the places that have a file's bytes those of one ref: of what was named, else of the only one. */
function chosenOf(path: string, places: readonly Whereabouts[], from: readonly CommitId[]) {
  const meant = places.filter(({ commit }) => from.includes(commit));
  const left = meant.length > 0 ? meant : places;
  const [ref, ...others] = new Set(left.map((place) => place.ref));
  if (others.length > 0)
    throw new DlakeError('rule-refused', {
      subject: `${path}`,
      rule: `several datasets have its bytes, ${[ref, ...others].join(', ')}: say with --from REV which was read`,
    });
  return ref === undefined ? undefined : { ref, places: left };
}

/** The newest version that has all of these files of one ref, or the newest of each where none has all. */
function commonVersions(files: readonly (readonly Whereabouts[])[]): readonly CommitId[] {
  const [first = [], ...rest] = files;
  const common = first.find(({ commit }) =>
    rest.every((places) => places.some((place) => place.commit === commit)),
  );
  return common === undefined ? files.flatMap(([newest]) => newest?.commit ?? []) : [common.commit];
}
