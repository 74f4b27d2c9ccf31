import { blobIdOf, cidBytes, cidText, commitId, type ObjectId } from '../../src/records/ids.ts';
import { CID_BYTES, decodePackIndex, encodePackIndex, type PackTable } from '../../src/records/pack.ts';
import { decodePackFooter, encodePackFooter, PACK_FOOTER_BYTES } from '../../src/records/pack-footer.ts';
import { sha256, sha256Hex } from '../../src/records/sha256.ts';

interface Packed {
  readonly id: ObjectId;
  readonly bytes: Uint8Array;
}

const blob = (text: string): Packed => ({ id: blobIdOf(Buffer.from(text)), bytes: Buffer.from(text) });
const record = (text: string): Packed => ({ id: commitId(sha256Hex(text)), bytes: Buffer.from(text) });

/** A pack of these objects, one after another in this order. */
function packOf(objects: readonly Packed[]): Buffer {
  const ids = new Uint8Array(objects.length * CID_BYTES);
  const offsets = new Uint32Array(objects.length);
  const lengths = new Uint32Array(objects.length);
  let at = 0;
  for (const [row, { id, bytes }] of objects.entries()) {
    ids.set(cidBytes(id), row * CID_BYTES);
    offsets[row] = at;
    lengths[row] = bytes.length;
    at += bytes.length;
  }
  const index = encodePackIndex({ count: objects.length, ids, offsets, lengths });
  return Buffer.concat([...objects.map(({ bytes }) => bytes), index, encodePackFooter(at, index)]);
}

/** Reads a pack as a whole: its index, and every object against its id. Throws what is wrong with it. */
export function readPack(pack: Buffer): PackTable {
  const footer = decodePackFooter(pack.subarray(-PACK_FOOTER_BYTES), pack.length);
  const table = decodePackIndex(pack.subarray(footer.indexOffset, -PACK_FOOTER_BYTES), footer);
  for (let row = 0; row < table.count; row++) {
    const offset = table.offsets[row] as number;
    const found = sha256(pack.subarray(offset, offset + (table.lengths[row] as number)));
    const id = table.ids.subarray(row * CID_BYTES + 4, (row + 1) * CID_BYTES);
    if (Buffer.compare(found, id) !== 0) throw new Error('an object does not match its id');
  }
  return table;
}

const VALID: Readonly<Record<string, readonly Packed[]>> = {
  'one blob': [blob('a')],
  'three blobs, not in the order of their ids': [blob('c'), blob('b'), blob('a')],
  'an empty blob between two': [blob('first'), blob(''), blob('second')],
  'an empty blob alone': [blob('')],
  'an empty blob at the end': [blob('first'), blob('')],
  records: [record('not checked'), record('by the pack')],
  '300 blobs': Array.from({ length: 300 }, (_, i) => blob(String(i))),
};

/** Packs that are taken. */
export function validPacks() {
  return Object.entries(VALID).map(([name, objects]) => {
    const pack = packOf(objects);
    const table = readPack(pack);
    const entries = Array.from({ length: table.count }, (_, row) => ({
      id: cidText(
        objects.find(
          ({ id }) =>
            Buffer.compare(cidBytes(id), table.ids.subarray(row * CID_BYTES, (row + 1) * CID_BYTES)) === 0,
        )?.id ?? '',
      ),
      offset: table.offsets[row],
      length: table.lengths[row],
    }));
    return { name, hex: pack.toString('hex'), key: sha256Hex(pack), entries };
  });
}

/** A pack whose index is these bytes, with a footer that fits it. */
const withIndex = (body: Uint8Array, index: Uint8Array): Buffer =>
  Buffer.concat([body, index, encodePackFooter(body.length, index)]);

const two = packOf([blob('one'), blob('three')]);
const bodyOfTwo = two.subarray(0, 8);
const indexOfTwo = two.subarray(8, -PACK_FOOTER_BYTES).toString('hex');
const changed = (from: string, to: string): Buffer => {
  if (!indexOfTwo.includes(from)) throw new Error(`the index has no ${from}`);
  return withIndex(bodyOfTwo, Buffer.from(indexOfTwo.replace(from, to), 'hex'));
};
const entryOf = (text: string, offset: string, length: string, raw = length, encoding = '00') =>
  `855824${Buffer.from(cidBytes(blob(text).id)).toString('hex')}${offset}${length}${raw}${encoding}`;
const entryOfRecord = (text: string, offset: string, length: string) =>
  `855824${Buffer.from(cidBytes(record(text).id)).toString('hex')}${offset}${length}${length}00`;
const HEADER = 'a36176016474797065647061636b67656e7472696573';
const index = (...entries: readonly string[]): Buffer =>
  Buffer.from(`${HEADER}${(0x80 + entries.length).toString(16)}${entries.join('')}`, 'hex');
const inOrder = (...entries: readonly string[]): Buffer => index(...[...entries].sort());

/** Packs that must be refused, by what is wrong with them. */
export const INVALID_PACKS: Readonly<Record<string, Buffer>> = {
  'no bytes': Buffer.alloc(0),
  'shorter than a footer': two.subarray(0, 40),
  'cut short': two.subarray(0, -1),
  'bytes after the footer': Buffer.concat([two, Buffer.from([0])]),
  'another magic': Buffer.concat([
    two.subarray(0, -PACK_FOOTER_BYTES),
    Buffer.from('dlakepk2'),
    two.subarray(-48),
  ]),
  'an index whose sha2-256 differs': Buffer.concat([
    two.subarray(0, -1),
    Buffer.from([(two.at(-1) as number) ^ 1]),
  ]),
  'an index offset before the objects end': Buffer.concat([
    bodyOfTwo,
    two.subarray(8, -PACK_FOOTER_BYTES),
    encodePackFooter(7, two.subarray(8, -PACK_FOOTER_BYTES)),
  ]),
  'no objects': withIndex(Buffer.alloc(0), index()),
  'ids out of order': withIndex(
    bodyOfTwo,
    index(...[entryOf('one', '00', '03'), entryOf('three', '03', '05')].sort().reverse()),
  ),
  'an id twice': withIndex(
    Buffer.from('oneone'),
    index(entryOf('one', '00', '03'), entryOf('one', '03', '03')),
  ),
  'a gap between objects': withIndex(
    Buffer.from('one-three'),
    inOrder(entryOf('one', '00', '03'), entryOf('three', '04', '05')),
  ),
  'a gap before the first object': withIndex(Buffer.from('-one'), index(entryOf('one', '01', '03'))),
  'a gap after the last object': withIndex(Buffer.from('one-'), index(entryOf('one', '00', '03'))),
  'objects that overlap': withIndex(
    Buffer.from('threeone'),
    inOrder(entryOf('three', '00', '05'), entryOf('one', '04', '03')),
  ),
  'an empty object inside another': withIndex(
    Buffer.from('one'),
    inOrder(entryOf('one', '00', '03'), entryOf('', '01', '00')),
  ),
  'an object that runs into the index': withIndex(Buffer.from('one'), index(entryOf('one', '00', '04'))),
  'an object beyond the pack': withIndex(Buffer.from('one'), index(entryOf('one', '1a08000001', '03'))),
  'blobs and records': withIndex(
    Buffer.from('onerec'),
    index(entryOf('one', '00', '03'), entryOfRecord('rec', '03', '03')),
  ),
  'an id of another codec': changed('582401551220', '582401701220'),
  'an id of another length': changed('582401551220', '582301551220'),
  'raw length and stored length differ': withIndex(
    Buffer.from('one'),
    index(entryOf('one', '00', '03', '04')),
  ),
  'an encoding other than 0': withIndex(Buffer.from('one'), index(entryOf('one', '00', '03', '03', '01'))),
  'an entry of four': withIndex(
    Buffer.from('one'),
    index(entryOf('one', '00', '03').replace(/^85/, '84').slice(0, -2)),
  ),
  'an integer not in its shortest form': withIndex(Buffer.from('one'), index(entryOf('one', '1800', '03'))),
  'a list of indefinite length': withIndex(
    Buffer.from('one'),
    Buffer.from(`${HEADER}9f${entryOf('one', '00', '03')}ff`, 'hex'),
  ),
  'bytes after the entries': withIndex(
    Buffer.from('one'),
    Buffer.concat([index(entryOf('one', '00', '03')), Buffer.from([0])]),
  ),
  'another type': changed('647061636b', '6470616765'),
  'version 2': changed('617601', '617602'),
  'an object that is not its id': Buffer.concat([Buffer.from('0ne'), packOf([blob('one')]).subarray(3)]),
};
