import { expect, it } from 'vitest';
import { UndoOrder } from '../../src/lake/undo-order.ts';
import type { LogEntry } from '../../src/records/entry.ts';

const entry = (seq: number, undoes?: number): LogEntry => ({
  subject: 'refs/geo/GSE1',
  seq,
  kind: 'move',
  actor: 'a',
  at: '2026-11-22T10:00:00.000Z',
  ...(undoes === undefined ? {} : { data: { undoes } }),
});
const reasons = (entries: readonly LogEntry[]) => {
  const order = new UndoOrder();
  return entries.map((one) => order.next(one)).filter((reason) => reason !== undefined);
};

it('lets the newest entry that stands be taken back, again and again', () => {
  expect(reasons([entry(1), entry(2), entry(3), entry(4, 3), entry(5, 2), entry(6), entry(7, 6)])).toEqual(
    [],
  );
});

it('names an entry that takes back an older one, one that is gone, or none at all', () => {
  expect(reasons([entry(1), entry(2), entry(3, 1)])).toHaveLength(1);
  expect(reasons([entry(1), entry(2), entry(3, 2), entry(4, 2)])).toHaveLength(1);
  expect(reasons([entry(1), entry(2, 1), entry(3, 2)])).toHaveLength(1);
});
