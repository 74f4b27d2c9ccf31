import { DlakeError } from '../../errors.ts';
import { hexOf, type ObjectId } from '../../records/ids.ts';
import { sha256Hex } from '../../records/sha256.ts';

/** Whether a row of the catalog has the bytes that its id says. */
export const isRecord = (id: ObjectId, bytes: Uint8Array): boolean => sha256Hex(bytes) === hexOf(id);

/** A record as the catalog gave it. Throws `object-damaged` for a row that lies. */
export function checkedRecord(id: ObjectId, bytes: Uint8Array): Uint8Array {
  if (isRecord(id, bytes)) return bytes;
  throw new DlakeError('object-damaged', { id, found: sha256Hex(bytes), where: 'a row of the catalog' });
}
