/** An item as these very bytes, in hex. */
export interface Raw {
  readonly raw: string;
}

/** What the lax encoder takes: maps as pairs in the order in which they are to be written, links as CID hex. */
export type Lax = string | number | boolean | Raw | { readonly link: string } | readonly Lax[] | Pairs;
/** A map, as it is to be written: with whatever order and repetitions. */
export interface Pairs {
  readonly pairs: readonly (readonly [Lax, Lax])[];
}

/** Items as these very bytes. */
export const raw = (hex: string): Raw => ({ raw: hex });

/** CBOR without dag-cbor's rules, to make what has to be refused. In hex. */
export function laxHex(value: Lax): string {
  if (typeof value === 'string')
    return head(3, Buffer.byteLength(value)) + Buffer.from(value).toString('hex');
  if (typeof value === 'number') return value < 0 ? head(1, -1 - value) : head(0, value);
  if (typeof value === 'boolean') return value ? 'f5' : 'f4';
  if ('raw' in value) return value.raw;
  if ('link' in value) return `d82a${head(2, value.link.length / 2 + 1)}00${value.link}`;
  if ('pairs' in value) {
    return (
      head(5, value.pairs.length) + value.pairs.map(([key, item]) => laxHex(key) + laxHex(item)).join('')
    );
  }
  return head(4, value.length) + value.map(laxHex).join('');
}

/** A head in its shortest form, in hex. */
export function head(major: number, value: number): string {
  const type = major << 5;
  const digits = (length: number) => value.toString(16).padStart(length, '0');
  if (value < 24) return (type | value).toString(16).padStart(2, '0');
  if (value < 0x100) return (type | 24).toString(16) + digits(2);
  if (value < 0x1_0000) return (type | 25).toString(16) + digits(4);
  if (value < 0x1_0000_0000) return (type | 26).toString(16) + digits(8);
  return (type | 27).toString(16) + digits(16);
}

/** The map with its keys in dag-cbor's order. */
export function sorted(pairs: readonly (readonly [string, Lax])[]): Pairs {
  const order = (a: string, b: string) =>
    Buffer.byteLength(a) - Buffer.byteLength(b) || Buffer.compare(Buffer.from(a), Buffer.from(b));
  return { pairs: [...pairs].sort(([a], [b]) => order(a, b)) };
}
