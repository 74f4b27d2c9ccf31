import type { CommitId } from '../../../src/records/ids.ts';

/** What a version holds: content by path. */
export type Files = Readonly<Record<string, string>>;

/** A version as the model knows it. */
export interface ModelVersion {
  readonly ref: string;
  readonly parents: readonly CommitId[];
  readonly files: Files;
}

/** Whose word counts where both sides changed a path. */
export type Settled = 'ours' | 'theirs' | undefined;

/** All versions that were ever made, by anybody, and what follows from how they hang together. */
export class Versions {
  readonly #versions = new Map<CommitId, ModelVersion>();

  add(id: CommitId, version: ModelVersion): void {
    this.#versions.set(id, version);
  }

  get(id: CommitId): ModelVersion {
    const version = this.#versions.get(id);
    if (version === undefined) throw new Error(`nobody made ${id}`);
    return version;
  }

  has(id: CommitId): boolean {
    return this.#versions.has(id);
  }

  /** A version and all that it stems from. */
  behind(id: CommitId): ReadonlySet<CommitId> {
    const seen = new Set([id]);
    for (const one of seen) for (const parent of this.get(one).parents) seen.add(parent);
    return seen;
  }

  follows(newer: CommitId, older: CommitId): boolean {
    return this.behind(newer).has(older);
  }

  /** What two versions become together, or the paths that are in conflict. */
  merged(ours: CommitId, theirs: CommitId, settled: Settled): Files | readonly string[] {
    const bases = this.#bases(ours, theirs).map((id) => this.get(id).files);
    const [here, there] = [this.get(ours).files, this.get(theirs).files];
    const files: Record<string, string> = {};
    const conflicts: string[] = [];
    for (const path of new Set([...Object.keys(here), ...Object.keys(there)])) {
      const [our, their] = [here[path], there[path]];
      const side = our === their ? 'ours' : (verdict(bases, path, our, their) ?? settled);
      if (side === undefined) conflicts.push(path);
      const taken = side === 'theirs' ? their : our;
      if (taken !== undefined) files[path] = taken;
    }
    return conflicts.length > 0 ? conflicts.sort() : files;
  }

  #bases(one: CommitId, other: CommitId): readonly CommitId[] {
    const shared = [...this.behind(one)].filter((id) => this.behind(other).has(id));
    return shared.filter((id) => !shared.some((newer) => newer !== id && this.follows(newer, id)));
  }
}

/** The side that alone changed a path since every base; undefined where that is not one and the same. */
function verdict(
  bases: readonly Files[],
  path: string,
  our: string | undefined,
  their: string | undefined,
): Settled {
  if (bases.length === 0) return our === undefined ? 'theirs' : their === undefined ? 'ours' : undefined;
  const sides = bases.map((base) =>
    base[path] === our ? 'theirs' : base[path] === their ? 'ours' : undefined,
  );
  return sides.every((side) => side === sides[0]) ? sides[0] : undefined;
}
