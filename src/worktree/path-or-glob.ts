import { type PathMatcher, pathMatcher } from './path-matcher.ts';

/** The paths that somebody means who types what may be a path, a folder or a glob after a revision; all without it. */
export function pathOrGlob(typed: string | undefined): PathMatcher {
  if (typed === undefined) return () => true;
  const fits = pathMatcher([typed]);
  return (path) => path === typed || path.startsWith(`${typed}/`) || fits(path);
}
