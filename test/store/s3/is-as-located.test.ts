import { expect, it } from 'vitest';
import { blobId, type ObjectId } from '../../../src/records/ids.ts';
import { CID_BYTES, type PackTable } from '../../../src/records/pack.ts';
import { isAsLocated } from '../../../src/store/s3/is-as-located.ts';

/** Digests of which the second and third begin alike. */
const [first, second, third, last, absent] = ['00', 'aabbccdd00', 'aabbccdd01', 'ff', 'aabbccdd02'].map(
  (begin) => blobId(begin.padEnd(64, '7')),
) as [ObjectId, ObjectId, ObjectId, ObjectId, ObjectId];

const inPack = [first, second, third, last];
const table: PackTable = {
  count: inPack.length,
  ids: Buffer.from(inPack.map((id) => id.slice(1)).join(''), 'hex'),
  offsets: Uint32Array.of(30, 0, 10, 20),
  lengths: Uint32Array.of(5, 10, 10, 10),
};

it('takes what lies where it is said to', () => {
  expect(table.ids).toHaveLength(4 * CID_BYTES);
  for (const [row, id] of inPack.entries()) {
    const said = { id, offset: table.offsets[row] as number, length: table.lengths[row] as number };
    expect(isAsLocated(table, [said]), id).toBe(true);
    expect(isAsLocated(table, [{ ...said, offset: said.offset + 1 }]), id).toBe(false);
    expect(isAsLocated(table, [{ ...said, length: said.length - 1 }]), id).toBe(false);
  }
});

it('refuses what the pack does not have', () => {
  expect(isAsLocated(table, [{ id: absent, offset: 10, length: 10 }])).toBe(false);
  const above = blobId('ff'.padEnd(64, 'f'));
  expect(isAsLocated(table, [{ id: above, offset: 20, length: 10 }])).toBe(false);
  // The same digest as a record.
  const record = `f01711220${second.slice(9)}` as ObjectId;
  expect(isAsLocated(table, [{ id: record, offset: 0, length: 10 }])).toBe(false);
});
