import type { ExpectedFile } from '../../src/records/expected-list.ts';

const file: ExpectedFile = {
  path: 'a',
  algo: 'md5',
  value: 'd41d8cd98f00b204e9800998ecf8427e',
  from: 'https://ftp.example/md5sums.txt',
  grade: 'verified-weak',
};

/** Lists of published sums that are taken. */
export const VALID_LISTS: Readonly<Record<string, readonly ExpectedFile[]>> = {
  'no files': [],
  'one file': [file],
  'paths in byte order, and characters that JSON escapes': [
    { ...file, path: '"q"\\\n\u0001\u007f' },
    {
      ...file,
      path: 'é/\u2028',
      algo: 'sha256',
      grade: 'verified-strong',
      value: 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855',
    },
    { ...file, path: '\uffff', algo: 'sum-bsd', value: '23590 47064' },
    { ...file, path: '\u{10000}', algo: 'size', value: '0', grade: 'size-only' },
  ],
};

const line = JSON.stringify(file);
const lines = (...all: readonly string[]): Buffer => Buffer.from(all.map((one) => `${one}\n`).join(''));
const changed = (from: string, to: string): Buffer => lines(line.replace(from, to));

/** Lists that must be refused, by what is wrong with them. */
export const INVALID_LISTS: Readonly<Record<string, Buffer>> = {
  'a last line without an end': Buffer.from(line),
  'an empty line': lines(line, ''),
  'not UTF-8': Buffer.from([0xff, 0x0a]),
  'a byte order mark': Buffer.concat([Buffer.from('efbbbf', 'hex'), lines(line)]),
  'lines that end in CR LF': Buffer.from(`${line}\r\n`),
  'not JSON': lines('{'),
  'a list': lines('[]'),
  'a space after a colon': changed(':', ': '),
  'keys in another order': lines(JSON.stringify(Object.fromEntries(Object.entries(file).reverse()))),
  'an unknown key': changed('}', ',"size":"1"}'),
  'a key twice': changed('"algo"', '"path":"a","algo"'),
  'without a grade': lines(JSON.stringify({ ...file, grade: undefined })),
  'an unknown grade': changed('verified-weak', 'perfect'),
  'a value that is a number': changed(`"${file.value}"`, '1'),
  'an escape that is not needed': changed('"a"', '"\\u0061"'),
  'a slash that is escaped': changed('//', '\\/\\/'),
  'half a surrogate pair': changed('"a"', '"\\ud800"'),
  'a path that climbs': changed('"a"', '"../a"'),
  'an algorithm in upper case': changed('md5', 'MD5'),
  'a path twice': lines(line, line),
  'paths out of order': lines(line.replace('"a"', '"b"'), line),
};
