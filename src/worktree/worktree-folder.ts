import { existsSync, readdirSync, realpathSync } from 'node:fs';
import { join, relative, resolve } from 'node:path';
import { canonicalExternalId } from '../records/canonical-external-id.ts';
import { type Ref, refText } from '../records/ref.ts';
import { sha256Hex } from '../records/sha256.ts';

/** A folder with a dataset's files, and where dlake keeps what it knows of it. */
export interface WorktreeFolder {
  /** Absolute. */
  readonly path: string;
  /** The ref whose files these are. */
  readonly ref: Ref;
  /** Whether it is the ref's own folder in the lake; only such a folder has a base. */
  readonly own: boolean;
  /** The folder for its base and stat cache. */
  readonly state: string;
}

/** The ref's own folder in the lake: the path is the ref, in its one form or as its maker wrote it (`1A8O`). */
export function ownFolder(root: string, ref: Ref): WorktreeFolder {
  const above = join(root, ref.layer, ref.source);
  const exact = join(above, ref.externalId);
  const path = existsSync(exact) ? exact : join(above, otherForm(above, ref) ?? ref.externalId);
  return { path, ref, own: true, state: join(stateFolder(root), 'refs', refText(ref)) };
}

/** The name of a folder that stands for the same ref in another form of its id. */
function otherForm(above: string, ref: Ref): string | undefined {
  const wanted = ref.externalId.toLowerCase();
  return namesIn(above).find(
    (name) => name.toLowerCase() === wanted && canonicalExternalId(ref.source, name, true) === ref.externalId,
  );
}

function namesIn(path: string): readonly string[] {
  try {
    return readdirSync(path);
  } catch {
    return [];
  }
}

/** A folder for a ref, wherever it is: the ref's own one when it is that, else one that has no base. */
export function folderFor(root: string, ref: Ref, path: string): WorktreeFolder {
  const own = ownFolder(root, ref);
  const real = realOf(path);
  if (real === realOf(own.path)) return own;
  return {
    path: real,
    ref,
    own: false,
    state: join(stateFolder(root), 'elsewhere', sha256Hex(real).slice(0, 32)),
  };
}

const stateFolder = (root: string): string => join(root, '.dlake', 'state');

/** The path without symlinks, as far as it exists. */
function realOf(path: string): string {
  const whole = resolve(path);
  try {
    return realpathSync(whole);
  } catch {
    const above = resolve(whole, '..');
    return above === whole ? whole : join(realOf(above), relative(above, whole));
  }
}
