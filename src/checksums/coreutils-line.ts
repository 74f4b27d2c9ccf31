import { digestOfLength } from './digest-names.ts';
import { type LineReader, publishedName, unescapeName } from './sum-line.ts';

/** The second blank may be a star, for binary; lists made by other hands have one blank, or tabs. */
const FORM = /^(\\?)([0-9a-f]{32,})(?: [ *]|\t+| )(.+)$/is;

/** Reads `<hex>  name` and `<hex> *name`, as md5sum and its like print them; the digest is told by its length. */
export const readCoreutilsLine: LineReader = (line) => {
  const [, escaped, hex = '', name = ''] = FORM.exec(line) ?? [];
  if (escaped === undefined) return undefined;
  const algo = digestOfLength(hex.length);
  if (algo === undefined) return { reason: `no known digest has ${hex.length} hex digits` };
  const path = publishedName((escaped === '' ? name : unescapeName(name)) ?? '');
  if (path === undefined) return { reason: 'it names no file' };
  return { kind: 'coreutils', sum: { path, algo, value: hex.toLowerCase() } };
};
