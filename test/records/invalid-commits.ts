import { type Lax, laxHex, raw, sorted } from './lax-cbor.ts';

const A = `01711220${'aa'.repeat(32)}`;
const B = `01711220${'bb'.repeat(32)}`;
const BLOB = `01551220${'cc'.repeat(32)}`;
const link = (cid: string) => ({ link: cid });
const map = (keys: Readonly<Record<string, Lax>>): Lax => sorted(Object.entries(keys));

const METADATA = { source: 'geo', date: '2026-11-22', version: 'v1' };

/** The least commit. */
const LEAST: Readonly<Record<string, Lax>> = {
  v: 1,
  type: 'commit',
  dataset: 'geo/GSE2034',
  layer: 'raw',
  manifest: link(A),
  files: 0,
  bytes: 0,
  action: 'collection',
  metadata: map(METADATA),
  name: 'GSE2034',
  author: 'Ada <ada@lab.example>',
  message: 'First',
  committedAt: '2026-11-22T10:11:12.345Z',
};

const commit = (changed: Readonly<Record<string, Lax>>): string => laxHex(map({ ...LEAST, ...changed }));
const metadata = (changed: Readonly<Record<string, Lax>>): string =>
  commit({ metadata: map({ ...METADATA, ...changed }) });
const parameter = (value: Lax): string => commit({ parameters: { pairs: [['p', value]] } });
const deep = (levels: number): Lax => (levels === 0 ? 1 : [deep(levels - 1)]);

function without(key: string): string {
  const { [key]: _, ...rest } = LEAST;
  return laxHex(map(rest));
}

const whole = laxHex(map(LEAST));

const pairsOf = (): [string, Lax][] => Object.entries(LEAST);

/** Commits that must be refused, by what is wrong with them; in hex. */
export const INVALID_COMMITS: Readonly<Record<string, string>> = {
  'no bytes': '',
  'not a map': laxHex(['commit']),
  'cut short': whole.slice(0, -2),
  'bytes after its end': `${whole}00`,
  'a map of indefinite length': `bf${whole.slice(2)}ff`,
  'a text of indefinite length': whole.replace(laxHex('First'), '7f654669727374ff'),
  'keys out of order': laxHex({ pairs: pairsOf() }),
  'keys in the order of their bytes alone': laxHex({ pairs: pairsOf().sort(([a], [b]) => (a < b ? -1 : 1)) }),
  'a key twice': laxHex({ pairs: [['v', 1], ['v', 1], ...sorted(pairsOf()).pairs.slice(1)] }),
  'a key that is not text': laxHex({ pairs: [[1, 1], ...sorted(pairsOf()).pairs] }),
  'an integer not in its shortest form': commit({ files: raw('1800') }),
  'a length not in its shortest form': commit({ message: raw('78054669727374') }),
  'a float': commit({ files: raw('fb0000000000000000') }),
  'a short float': commit({ files: raw('f90000') }),
  'a null': parameter(raw('f6')),
  'an undefined': parameter(raw('f7')),
  'a simple value': parameter(raw('e0')),
  'a byte string': parameter(raw('4101')),
  'a big number': parameter(raw('c249010000000000000000')),
  'a tag other than 42': parameter(raw('c000')),
  'an integer beyond 2^53-1': commit({ bytes: raw('1b0020000000000000') }),
  'an integer below -(2^53-1)': parameter(raw('3b001fffffffffffff')),
  'a reserved length': commit({ files: raw('1c') }),
  'text that is not UTF-8': commit({ message: raw('62c328') }),
  'text that is UTF-8 made too long': commit({ message: raw('62c1a1') }),
  'text with half a surrogate pair': commit({ message: raw('63eda080') }),
  'a link without its zero byte': commit({ manifest: raw(`d82a5825${A}00`) }),
  'a link with another hash': commit({ manifest: link(`01711114${'aa'.repeat(20)}`) }),
  'a link that is a CIDv0': commit({ manifest: link(`1220${'aa'.repeat(32)}`) }),
  'a link of another codec': commit({ manifest: link(`01701220${'aa'.repeat(32)}`) }),
  'a link to a blob for the manifest': commit({ manifest: link(BLOB) }),
  'text for a link': commit({ manifest: 'bafyreifkvkvkvkvkvkvkvkvkvkvkvkvkvkvkvkvkvkvkvkvkvkvkvkvkvi' }),
  'version 0': commit({ v: 0 }),
  'version 2': commit({ v: 2 }),
  'version 2 with what version 1 does not have': laxHex(map({ v: 2, type: 'commit', later: raw('f6') })),
  'a version beyond 2^53-1': commit({ v: raw('1b0020000000000000') }),
  'version 2 not in its shortest form': commit({ v: raw('1802') }),
  'the version as text': commit({ v: '1' }),
  'another type': commit({ type: 'page' }),
  'an unknown key': commit({ extra: 1 }),
  ...Object.fromEntries(
    [
      'v',
      'type',
      'dataset',
      'layer',
      'manifest',
      'files',
      'bytes',
      'action',
      'metadata',
      'name',
      'author',
      'message',
      'committedAt',
    ].map((key) => [`without ${key}`, without(key)]),
  ),
  'a dataset of one part': commit({ dataset: 'GSE2034' }),
  'a dataset of three parts': commit({ dataset: 'raw/geo/GSE2034' }),
  'a source in upper case': commit({ dataset: 'GEO/GSE2034' }),
  'a source that is a layer': commit({ dataset: 'raw/GSE2034' }),
  'an external id that begins with a dot': commit({ dataset: 'geo/.GSE2034' }),
  'an external id of 129 characters': commit({ dataset: `geo/${'a'.repeat(129)}` }),
  'an unknown layer': commit({ layer: 'staging' }),
  'fewer than no files': commit({ files: -1 }),
  'no list of parents': commit({ parents: link(A) }),
  'an empty list of parents': commit({ parents: [] }),
  'a parent twice': commit({ parents: [link(A), link(A)] }),
  '65 parents': commit({
    parents: Array.from({ length: 65 }, (_, i) => link(`01711220${i.toString(16).padStart(64, '0')}`)),
  }),
  'a blob as a parent': commit({ parents: [link(BLOB)] }),
  'an empty list of inputs': commit({ inputs: [] }),
  'inputs out of order': commit({ inputs: [link(B), link(A)] }),
  'an input twice': commit({ inputs: [link(A), link(A)] }),
  'an unknown action': commit({ action: 'copy' }),
  'an empty map of parameters': commit({ parameters: map({}) }),
  'parameters that are a list': commit({ parameters: [1] }),
  'a link in parameters': parameter(link(A)),
  'parameters 17 deep': parameter(deep(16)),
  'a NUL in a text': parameter('a\0b'),
  'an empty key': commit({ parameters: { pairs: [['', 1]] } }),
  'a key with a line break': commit({ parameters: { pairs: [['a\nb', 1]] } }),
  'a key of 257 bytes': commit({ parameters: { pairs: [['k'.repeat(257), 1]] } }),
  'the key /': commit({ parameters: { pairs: [['/', 1]] } }),
  'the key __proto__': commit({ parameters: { pairs: [['__proto__', 1]] } }),
  'a key twice in parameters': commit({
    parameters: {
      pairs: [
        ['a', 1],
        ['a', 1],
      ],
    },
  }),
  'an empty list of checks': commit({ checks: [] }),
  'a check that is text': commit({ checks: ['fastqc'] }),
  'expected without grades': commit({ expected: map({ list: link(BLOB) }) }),
  'expected with a record for its list': commit({
    expected: map({ list: link(A), grades: map({ unverified: 1 }) }),
  }),
  'expected with an unknown key': commit({
    expected: map({ list: link(BLOB), grades: map({ unverified: 1 }), note: 'x' }),
  }),
  'no grades': commit({ expected: map({ list: link(BLOB), grades: map({}) }) }),
  'an unknown grade': commit({ expected: map({ list: link(BLOB), grades: map({ perfect: 1 }) }) }),
  'a grade that no file has': commit({ expected: map({ list: link(BLOB), grades: map({ unverified: 0 }) }) }),
  'metadata without a date': commit({ metadata: map({ source: 'geo', version: 'v1' }) }),
  'an empty source': metadata({ source: '' }),
  'a source of two lines': metadata({ source: 'a\nb' }),
  'a date that is no day': metadata({ date: '2026-02-30' }),
  'a date with a time': metadata({ date: '2026-11-22T00:00:00.000Z' }),
  'a date of the year 0': metadata({ date: '0000-01-01' }),
  'a version that is a number': metadata({ version: 1 }),
  'a version with a slash': metadata({ version: 'a/b' }),
  'a link in metadata': metadata({ see: link(A) }),
  'an empty name': commit({ name: '' }),
  'a name of two lines': commit({ name: 'a\nb' }),
  'a name with a line separator': commit({ name: 'a\u2028b' }),
  'a name of 1,025 bytes': commit({ name: `${'é'.repeat(512)}x` }),
  'an empty list of keywords': commit({ keywords: [] }),
  'keywords out of order': commit({ keywords: ['b', 'a'] }),
  'keywords in the order of UTF-16': commit({ keywords: ['\u{10000}', '\uffff'] }),
  'a keyword twice': commit({ keywords: ['a', 'a'] }),
  'an empty keyword': commit({ keywords: [''] }),
  'an author without an address': commit({ author: 'Ada' }),
  'an author without a name': commit({ author: '<ada@lab.example>' }),
  'an author with two addresses': commit({ author: 'Ada <a@b> <c@d>' }),
  'an author with a space before the name': commit({ author: ' Ada <a@b>' }),
  'an author with a space in the address': commit({ author: 'Ada <a b>' }),
  'an author with two spaces before the address': commit({ author: 'Ada  <a@b>' }),
  'an author of two lines': commit({ author: 'Ada\nEve <a@b>' }),
  'an empty message': commit({ message: '' }),
  'a message with a NUL': commit({ message: 'a\0' }),
  'a message of 65,537 bytes': commit({ message: 'm'.repeat(65_537) }),
  'a time without milliseconds': commit({ committedAt: '2026-11-22T10:11:12Z' }),
  'a time with an offset': commit({ committedAt: '2026-11-22T10:11:12.345+00:00' }),
  'a time of the hour 24': commit({ committedAt: '2026-11-22T24:00:00.000Z' }),
  'a leap second': commit({ committedAt: '2016-12-31T23:59:60.000Z' }),
  'a time that never was': commit({ committedAt: '2026-02-30T10:11:12.345Z' }),
};

/** The least commit, in hex: what the invalid ones are made of is valid. */
export const LEAST_COMMIT = whole;
