/** Bytes of a sha2-256. */
export const DIGEST_BYTES = 32;
/** The codec byte of a blob's CID. */
export const RAW_CODEC = 0x55;
/** The codec byte of a record's CID. */
export const RECORD_CODEC = 0x71;

/** Objects that are looked for, by column. */
export interface Wanted {
  readonly count: number;
  readonly digests: Buffer;
  readonly codecs: Uint8Array;
  /** The rows in order of the first 48 bits of the digest. */
  readonly order: Uint32Array;
}

/** Where wanted objects lie, by column: pack -1 where none was found. */
export interface Places {
  readonly packs: Int32Array;
  readonly offsets: Uint32Array;
  readonly lengths: Uint32Array;
}

/** The one blob with this digest. */
export const oneBlob = (digest: Buffer): Wanted => ({
  count: 1,
  digests: digest,
  codecs: Uint8Array.of(RAW_CODEC),
  order: Uint32Array.of(0),
});

/** Places for so many objects, none of them found. */
export function noPlaces(count: number): Places {
  return {
    packs: new Int32Array(count).fill(-1),
    offsets: new Uint32Array(count),
    lengths: new Uint32Array(count),
  };
}

/** The first 48 bits of a digest as a number. */
export const prefixAt = (view: DataView, at: number): number =>
  view.getUint32(at) * 0x1_0000 + view.getUint16(at + 4);

/** A view on a buffer's bytes. */
export const viewOf = (bytes: Uint8Array): DataView =>
  new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);

/** The rows of these digests in order of their first 48 bits. */
export function orderOf(digests: Buffer, count: number): Uint32Array {
  const view = viewOf(digests);
  // The row number rides along in the low bits, so that the native sort of numbers can do it.
  const bits = Math.max(1, 32 - Math.clz32(Math.max(1, count - 1)));
  const rows = 2 ** bits;
  const dropped = 2 ** Math.max(0, 48 + bits - 53);
  const keys = new Float64Array(count);
  for (let row = 0; row < count; row++) {
    keys[row] = Math.floor(prefixAt(view, row * DIGEST_BYTES) / dropped) * rows + row;
  }
  keys.sort();
  const order = new Uint32Array(count);
  for (let at = 0; at < count; at++) order[at] = (keys[at] as number) % rows;
  if (dropped > 1) settle(order, view);
  return order;
}

/** Puts rows in order that agree in the bits that were kept. */
function settle(rows: Uint32Array, view: DataView): void {
  for (let i = 1; i < rows.length; i++) {
    const row = rows[i] as number;
    const prefix = prefixAt(view, row * DIGEST_BYTES);
    let place = i;
    while (place > 0 && prefixAt(view, (rows[place - 1] as number) * DIGEST_BYTES) > prefix) {
      rows[place] = rows[place - 1] as number;
      place -= 1;
    }
    rows[place] = row;
  }
}
