/** What a statement's one parameter should hold at most; more is hardly faster, and PGlite keeps what it took. */
const LENGTH = 512 * 1024;

/** Cuts rows into lists of bounded length, so that memory stays flat as batches grow. */
export function* slices<T>(rows: readonly T[], lengthOf: (row: T) => number): Iterable<readonly T[]> {
  let from = 0;
  let length = 0;
  for (const [index, row] of rows.entries()) {
    const more = lengthOf(row);
    if (index > from && length + more > LENGTH) {
      yield rows.slice(from, index);
      from = index;
      length = 0;
    }
    length += more;
  }
  if (from < rows.length) yield rows.slice(from);
}
