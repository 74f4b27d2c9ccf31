import type { ObjectId } from '../records/ids.ts';

/** How many bytes an id has. */
export const ID_BYTES = 36;

/** The bytes of ids, one after another, as one parameter. */
export const idBytes = (ids: readonly ObjectId[]): Buffer =>
  Buffer.from(ids.map((id) => id.slice(1)).join(''), 'hex');
