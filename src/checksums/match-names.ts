/** Published names and files that share a name, none of which says which belongs to which. */
export interface AmbiguousName {
  readonly names: readonly string[];
  readonly files: readonly string[];
}

/** Which file each published name means. */
export interface MatchedNames {
  /** From a published name to the files' path. */
  readonly files: ReadonlyMap<string, string>;
  readonly ambiguous: readonly AmbiguousName[];
}

/**
 * Finds the file that each published name means: the one with the same path, else the one that shares the
 * most of its last parts (a list covers a tree of which one folder was downloaded, or the other way round),
 * at least the name itself. Names without a file are left out. Takes time linear in both.
 */
export function matchNames(names: Iterable<string>, files: Iterable<string>): MatchedNames {
  const found = new Map<string, string>();
  const ambiguous: AmbiguousName[] = [];
  const freeFiles = new Set(files);
  const freeNames = new Set<string>();
  for (const name of names) {
    if (freeFiles.has(name)) found.set(name, name);
    else freeNames.add(name);
  }
  for (const file of found.values()) freeFiles.delete(file);
  const depth = Math.min(deepest(freeNames), deepest(freeFiles));
  for (let parts = depth; parts > 0 && freeNames.size > 0 && freeFiles.size > 0; parts--) {
    const filesByEnd = byEnd(freeFiles, parts);
    for (const [end, sharing] of byEnd(freeNames, parts)) {
      const fitting = filesByEnd.get(end) ?? [];
      const [file, second] = fitting;
      if (file === undefined) continue;
      if (sharing.length > 1 || second !== undefined) ambiguous.push({ names: sharing, files: fitting });
      else found.set(sharing[0] as string, file);
      for (const name of sharing) freeNames.delete(name);
      for (const path of fitting) freeFiles.delete(path);
    }
  }
  return { files: found, ambiguous };
}

function deepest(paths: Iterable<string>): number {
  let most = 0;
  for (const path of paths) most = Math.max(most, path.split('/').length);
  return most;
}

/** The paths of at least so many parts, by their last parts. */
function byEnd(paths: Iterable<string>, parts: number): Map<string, string[]> {
  const groups = new Map<string, string[]>();
  for (const path of paths) {
    const split = path.split('/');
    if (split.length < parts) continue;
    const end = split.slice(-parts).join('/');
    const group = groups.get(end);
    if (group === undefined) groups.set(end, [path]);
    else group.push(path);
  }
  return groups;
}
