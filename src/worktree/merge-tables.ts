import { compareUtf8 } from '../records/utf8-order.ts';
import { copyRow, type FileTable, statColumns } from './file-table.ts';

/** Two tables without a path in common as one, and for each of its rows the row of the first table, or -1. */
export function mergeTables(a: FileTable, b: FileTable): { table: FileTable; fromFirst: Int32Array } {
  const rows = a.paths.length + b.paths.length;
  const columns = statColumns(rows);
  const paths: string[] = [];
  const targets = new Map<number, string>();
  const fromFirst = new Int32Array(rows).fill(-1);
  let i = 0;
  let j = 0;
  while (paths.length < rows) {
    const row = paths.length;
    const first = j === b.paths.length || (i < a.paths.length && compareUtf8(a.paths[i]!, b.paths[j]!) < 0);
    const from = first ? a : b;
    const at = first ? i++ : j++;
    if (first) fromFirst[row] = at;
    copyRow(columns, row, from, at);
    const target = from.targets.get(at);
    if (target !== undefined) targets.set(row, target);
    paths.push(from.paths[at]!);
  }
  return { table: { ...columns, paths, targets }, fromFirst };
}
