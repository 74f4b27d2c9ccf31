import { head, type Lax, laxHex, raw } from './lax-cbor.ts';

const BLOB = { link: `01551220${'cc'.repeat(32)}` };
const RECORD = { link: `01711220${'aa'.repeat(32)}` };

const page = (level: Lax, entries: Lax, more: readonly (readonly [Lax, Lax])[] = []): string =>
  laxHex({ pairs: [['v', 1], ['type', 'page'], ['level', level], ['entries', entries], ...more] });
const leaf = (...entries: readonly Lax[]): string => page(0, entries);
const file = (path: Lax, size: Lax = 1): Lax => [path, BLOB, size];
const files = (...paths: readonly string[]): string => leaf(...paths.map((path) => file(path)));
const child = (last: Lax, count: Lax = 1, bytes: Lax = 1): Lax => [last, RECORD, count, bytes];

/** Manifest pages that must be refused, by what is wrong with them; in hex. */
export const INVALID_PAGES: Readonly<Record<string, string>> = {
  'no bytes': '',
  'not a map': laxHex([]),
  'bytes after its end': `${files('a')}00`,
  'cut short': files('a').slice(0, -2),
  'keys out of order': laxHex({
    pairs: [
      ['type', 'page'],
      ['v', 1],
      ['level', 0],
      ['entries', []],
    ],
  }),
  'without a level': laxHex({
    pairs: [
      ['v', 1],
      ['type', 'page'],
      ['entries', []],
    ],
  }),
  'an unknown key': page(0, [], [['comments', 1]]),
  'version 2': laxHex({
    pairs: [
      ['v', 2],
      ['type', 'page'],
      ['level', 0],
      ['entries', []],
    ],
  }),
  'another type': laxHex({
    pairs: [
      ['v', 1],
      ['type', 'pack'],
      ['level', 0],
      ['entries', []],
    ],
  }),
  'a level below 0': page(-1, []),
  'a level above 31': page(32, [child('a')]),
  'a level that is text': page('0', []),
  'entries that are a map': page(0, { pairs: [] }),
  'a list of indefinite length': page(0, raw('9fff')),
  'an inner page without entries': page(1, []),
  '4,097 entries': leaf(...Array.from({ length: 4097 }, (_, i) => [String(i).padStart(5, '0'), 'x'])),
  'an entry of one': leaf(['a']),
  'an entry of five': leaf(['a', BLOB, 1, true, true]),
  'an entry that is text': leaf('a'),
  'a path that is a byte string': leaf(file(raw('4161'))),
  'a path that is not UTF-8': leaf(file(raw('62c328'))),
  'a path that is half a surrogate pair': leaf(file(raw('63eda080'))),
  'a file that is a record': leaf(['a', RECORD, 1]),
  'a file without a size': leaf(['a', BLOB]),
  'a size below 0': leaf(file('a', -1)),
  'a size that is a float': leaf(file('a', raw('f93c00'))),
  'a size beyond 2^53-1': leaf(file('a', raw('1b0020000000000000'))),
  'a size not in its shortest form': leaf(file('a', raw('1801'))),
  'a file marked as no executable': leaf(['a', BLOB, 1, false]),
  'a file marked with a number': leaf(['a', BLOB, 1, 1]),
  'an empty path': files(''),
  'an absolute path': files('/etc/passwd'),
  'a path with an empty part': files('a//b'),
  'a path that ends in a slash': files('a/'),
  'a path with the part .': files('a/./b'),
  'a path with the part ..': files('../x'),
  'a path with the part .. inside': files('a/../../x'),
  'a path with a NUL': files('a\0b'),
  'a path into .dlake': files('.dlake/config'),
  'a path into .DLAKE': files('a/.DLAKE/config'),
  'a part of 256 bytes': files('a'.repeat(256)),
  'a path of 4,097 bytes': files(`${'a/'.repeat(2048)}b`),
  'paths out of order': files('b', 'a'),
  'paths in the order of UTF-16': files('\u{10000}', '\uffff'),
  'a path twice': files('a', 'a'),
  'a path below a file': files('a', 'a/b'),
  'a path below a file that is not its neighbour': files('a', 'a-b', 'a/b'),
  'a path below a symlink': leaf(['a', 'b'], file('a/c')),
  'a symlink to nothing': leaf(['a', '']),
  'a symlink to an absolute path': leaf(['a', '/etc']),
  'a symlink out of the dataset': leaf(['a', '..']),
  'a symlink out of the dataset from a folder': leaf(['x/a', '../../b']),
  'a symlink that goes down and up': leaf(['x/y/a', 'z/../../../b']),
  'a symlink into .dlake': leaf(['a', 'x/.dlake/config']),
  'a symlink with a NUL': leaf(['a', 'b\0']),
  'a symlink with a target of 4,097 bytes': leaf(['a', 'b'.repeat(4097)]),
  'a child of three': page(1, [['a', RECORD, 1]]),
  'a child that is a blob': page(1, [['a', BLOB, 1, 1]]),
  'a child without files': page(1, [child('a', 0, 0)]),
  'a child with fewer than no bytes': page(1, [child('a', 1, -1)]),
  'children out of order': page(1, [child('b'), child('a')]),
  'a child twice': page(1, [child('a'), child('a')]),
  'a child with a path that climbs': page(1, [child('../a')]),
  'a list that announces more than there is': page(0, raw(head(4, 2 ** 40))),
};
