/** A message between the owner and a client: what it is, and rows of values beside it. */
export interface Frame<Head> {
  readonly head: Head;
  /** Parameters (one row), or the rows of a result. */
  readonly rows: readonly (readonly unknown[])[];
}

/** More than any message holds; what claims more is not a client of ours. */
const LARGEST = 1 << 30;

/**
 * The bytes of a message: the length of the rest and the length of the JSON in it, 4 bytes each, big-endian;
 * the JSON `[head, rows]`; then the bytes of all Uint8Array values in order. In rows, `{b: length}` stands for
 * bytes and `{j: value}` for any other object, so that nothing is mistaken.
 */
export function encodeFrame<Head>({ head, rows }: Frame<Head>): Buffer {
  const parts: Uint8Array[] = [];
  const cell = (value: unknown): unknown => {
    if (typeof value === 'bigint') return value.toString();
    if (typeof value !== 'object' || value === null) return value;
    if (!(value instanceof Uint8Array)) return { j: value };
    parts.push(value);
    return { b: value.length };
  };
  const json = Buffer.from(JSON.stringify([head, rows.map((row) => row.map(cell))]));
  const lengths = Buffer.alloc(8);
  lengths.writeUInt32BE(4 + json.length + parts.reduce((sum, part) => sum + part.length, 0), 0);
  lengths.writeUInt32BE(json.length, 4);
  return Buffer.concat([lengths, json, ...parts]);
}

function decodeFrame<Head>(bytes: Buffer): Frame<Head> {
  let offset = 4 + bytes.readUInt32BE(0);
  const [head, rows]: [Head, unknown[][]] = JSON.parse(bytes.toString('utf8', 4, offset));
  const cell = (value: unknown): unknown => {
    if (typeof value !== 'object' || value === null) return value;
    if ('j' in value) return value.j;
    const start = offset;
    offset += 'b' in value && typeof value.b === 'number' ? value.b : Number.NaN;
    return bytes.subarray(start, offset);
  };
  return { head, rows: rows.map((row) => row.map(cell)) };
}

/** Cuts a stream of bytes into messages; throws on what can't be one. */
export function frameReader<Head>(): (chunk: Buffer) => Frame<Head>[] {
  let chunks: Buffer[] = [];
  let length = 0;
  return (chunk) => {
    chunks.push(chunk);
    length += chunk.length;
    const frames: Frame<Head>[] = [];
    while (length >= 4) {
      if (chunks[0]!.length < 4) chunks = [Buffer.concat(chunks)];
      const size = chunks[0]!.readUInt32BE(0);
      if (size < 4 || size > LARGEST) throw new Error(`a message can't have ${size} bytes`);
      if (length < 4 + size) break;
      const bytes = chunks.length === 1 ? chunks[0]! : Buffer.concat(chunks);
      frames.push(decodeFrame(bytes.subarray(4, 4 + size)));
      chunks = [bytes.subarray(4 + size)];
      length -= 4 + size;
    }
    return frames;
  };
}
