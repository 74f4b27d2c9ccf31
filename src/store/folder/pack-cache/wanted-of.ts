import { hexOf, isBlobId, type ObjectId } from '../../../records/ids.ts';
import { DIGEST_BYTES, orderOf, RAW_CODEC, RECORD_CODEC, type Wanted } from './wanted.ts';

/** Ids that are turned into bytes at once: neither a call nor a very long text for each. */
const CHUNK = 256;

/** The columns of these ids. */
export function wantedOf(ids: readonly ObjectId[]): Wanted {
  const digests = Buffer.allocUnsafeSlow(ids.length * DIGEST_BYTES);
  const codecs = new Uint8Array(ids.length);
  for (let from = 0; from < ids.length; from += CHUNK) {
    const end = Math.min(ids.length, from + CHUNK);
    let hex = '';
    for (let row = from; row < end; row++) {
      const id = ids[row] as ObjectId;
      hex += hexOf(id);
      codecs[row] = isBlobId(id) ? RAW_CODEC : RECORD_CODEC;
    }
    digests.write(hex, from * DIGEST_BYTES, 'hex');
  }
  return { count: ids.length, digests, codecs, order: orderOf(digests, ids.length) };
}
