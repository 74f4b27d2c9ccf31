import { formatBytes } from '../format/bytes.ts';
import { safeText } from '../format/safe-text.ts';
import type { Amount, DatasetUse } from '../lake/disk-use.ts';

const COLUMNS = [
  ['here', 'HERE'],
  ['droppable', 'DROPPABLE'],
  ['onlyCopy', 'ONLY COPY'],
  ['referenced', 'REFERENCED'],
  ['absent', 'ABSENT'],
  ['missing', 'MISSING'],
] as const satisfies readonly (readonly [keyof DatasetUse, string])[];

/** What datasets take, as a table for people; columns in which there is nothing are left out, but for the first three. */
export function useLines(found: readonly DatasetUse[]): string[] {
  if (found.length === 0) return ['No datasets yet.'];
  const columns = COLUMNS.filter(([key], at) => at < 3 || found.some((use) => use[key].files > 0));
  const sums = columns.map(([key]) => sum(found.map((use) => use[key])));
  const rows = [
    [...columns.map(([, title]) => title), 'DATASET'],
    ...found.map((use) => [...columns.map(([key]) => shown(use[key])), safeText(use.ref)]),
    ...(found.length > 1 ? [[...sums.map(shown), 'in all']] : []),
  ];
  return rows.map((row) =>
    row.map((cell, at) => (at < columns.length ? cell.padStart(10) : cell)).join('  '),
  );
}

const shown = ({ files, bytes }: Amount): string => (files === 0 ? '-' : formatBytes(bytes));

const sum = (amounts: readonly Amount[]): Amount => ({
  files: amounts.reduce((all, { files }) => all + files, 0),
  bytes: amounts.reduce((all, { bytes }) => all + bytes, 0),
});
