import picomatch from 'picomatch';

/** Whether a path is one of those meant. */
export type PathMatcher = (path: string) => boolean;

/**
 * The paths that these globs match (`*` stays within a folder, `**` does not), or that lie in a folder which they
 * match; without globs all paths.
 */
export function pathMatcher(only: readonly string[] | undefined): PathMatcher {
  if (only === undefined || only.length === 0) return () => true;
  const bare = only.map((glob) => glob.replace(/^\.\//, '').replace(/\/$/, ''));
  return picomatch(
    bare.flatMap((glob) => [glob, `${glob}/**`]),
    { dot: true },
  );
}

/** The glob that matches this path, and what lies in a folder of this name, and nothing else. */
export const literalGlob = (path: string): string => path.replace(/[\\*?[\]{}()!+@|^$#~]/g, '\\$&');
