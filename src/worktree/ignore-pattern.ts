/** A cheap necessary condition for one pattern of an ignore file: what it can't match needs no real match. */
export interface IgnorePattern {
  /** Literal folders, below the ignore file's own, that the pattern begins with. */
  readonly folders: readonly string[];
  /** True when the pattern matches in these very folders only, false when it may match below them too. */
  readonly exact: boolean;
  /** A regular expression source that every matching name fulfils. */
  readonly name: string;
}

const ANY = '.*';

/**
 * The condition of one line of an ignore file (gitignore syntax), or undefined for a line that ignores nothing:
 * empty, a comment, a negation.
 */
export function ignorePattern(line: string): IgnorePattern | undefined {
  const body = line.replace(/[\r\n]+$/, '').replace(/^\uFEFF/, '');
  if (body.trim() === '' || body.startsWith('#') || body.startsWith('!')) return undefined;
  // Escapes have rules of their own at every place: leave them to the real match.
  if (body.includes('\\')) return { folders: [], exact: false, name: ANY };
  const plain = body.replace(/ +$/, '').replace(/\/$/, '');
  const segments = plain.replace(/^\//, '').split('/');
  const last = segments.at(-1) ?? '';
  if (segments.length === 1 && !plain.startsWith('/'))
    return { folders: [], exact: false, name: nameSource(last) };
  const above = segments.slice(0, -1);
  const wild = above.findIndex((segment) => /[*?[]/.test(segment));
  const deep = last.includes('**');
  return {
    folders: wild === -1 ? above : above.slice(0, wild),
    exact: wild === -1 && !deep,
    name: deep ? ANY : nameSource(last),
  };
}

/** Whether the pattern may match a name that lies directly in this folder (`''` or `a/b/`). */
export function mayMatchIn(pattern: IgnorePattern, folder: string): boolean {
  const start = pattern.folders.length === 0 ? '' : `${pattern.folders.join('/')}/`;
  return pattern.exact ? folder === start : folder.startsWith(start) || start.startsWith(folder);
}

function nameSource(segment: string): string {
  if (/[?[]/.test(segment)) return ANY;
  return segment
    .split(/\*+/)
    .map((literal) => literal.replace(/[.+^${}()|\]]/g, '\\$&'))
    .join(ANY);
}
