import { digestOfName, isHexOf } from './digest-names.ts';
import { type LineReader, publishedName, unescapeName } from './sum-line.ts';

const FORM = /^(\\?)([a-z][a-z0-9/_-]*) ?\((.+)\) ?= ?([0-9a-f]+)$/is;

/**
 * Reads `SHA256 (name) = hex`, as the BSDs, macOS and `md5sum --tag` print it, and `MD5(name)= hex`, as
 * OpenSSL does.
 */
export const readTaggedLine: LineReader = (line) => {
  const [, escaped, tag = '', name = '', hex = ''] = FORM.exec(line) ?? [];
  if (escaped === undefined) return undefined;
  const algo = digestOfName(tag);
  if (algo === undefined) return { reason: `the digest ${tag} is not known` };
  if (!isHexOf(algo, hex)) return { reason: `a ${tag} does not have ${hex.length} hex digits` };
  const path = publishedName((escaped === '' ? name : unescapeName(name)) ?? '');
  if (path === undefined) return { reason: 'it names no file' };
  return { kind: 'tagged', sum: { path, algo, value: hex.toLowerCase() } };
};
