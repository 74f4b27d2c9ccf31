import type { CommitWithId } from '../lake/read-commit.ts';
import type { CommitId } from '../records/ids.ts';

/**
 * Draws versions, which come newest first and before their parents, as a graph: a column for each line of
 * history that is open, `*` at the version, `|` beside it. Gives the function that draws one after another.
 */
export function graphLines(
  textOf: (version: CommitWithId) => readonly string[],
): (version: CommitWithId) => string[] {
  let open: CommitId[] = [];
  return (version) => {
    if (!open.includes(version.id)) open = [...open, version.id];
    const at = open.indexOf(version.id);
    const node = open.map((_, column) => (column === at ? '*' : '|')).join(' ');
    const parents = (version.commit.parents ?? []).filter((id) => !open.includes(id));
    const next = [...open.slice(0, at), ...parents, ...open.slice(at + 1).filter((id) => id !== version.id)];
    const below = betweenRows(open.length, next.length, at, parents.length);
    const [first = '', ...more] = textOf(version);
    // A line of history that ends here leaves its column empty beside the text.
    const columns = Math.max(open.length, next.length);
    const beside = Array.from({ length: columns }, (_, column) => (column < next.length ? '|' : ' ')).join(
      ' ',
    );
    open = next;
    const joins = below === undefined ? [] : [below];
    return [`${node} ${first}`, ...joins, ...more.map((line) => `${beside} ${line}`.trimEnd())];
  };
}

/** The row that shows a line of history branching into several, or ending in one that is open; undefined for neither. */
function betweenRows(before: number, after: number, at: number, parents: number): string | undefined {
  const left = Array.from({ length: at }, () => '| ').join('');
  if (parents > 1) return `${left}|${'\\ '.repeat(parents - 1).trimEnd()}${' |'.repeat(before - at - 1)}`;
  if (parents === 0 && after < before && after > at) return `${left}${' /'.repeat(after - at)}`;
  return undefined;
}
