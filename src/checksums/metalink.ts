import { SaxesParser, type SaxesTagNS } from 'saxes';
import { DlakeError } from '../errors.ts';
import { digestOfName, isHexOf } from './digest-names.ts';
import type { PublishedSum } from './published-sum.ts';
import { publishedName } from './sum-line.ts';

/** Deeper than any metalink; what nests more is an attack on the parser. */
const DEEPEST = 32;

/** Metalink 3 wraps its files and their hashes, metalink 4 (RFC 5854) does not. Hashes of pieces lie deeper. */
const FILE = new Set(['metalink/files/file', 'metalink/file']);
const HASH = new Set(['metalink/files/file/verification/hash', 'metalink/file/hash']);
const SIZE = new Set(['metalink/files/file/size', 'metalink/file/size']);

interface OpenFile {
  readonly path: string;
  size?: number;
  readonly hashes: Omit<PublishedSum, 'path'>[];
}

/**
 * Reads the files of a metalink (version 3, as UniProt's RELEASE.metalink, or 4), their sizes and whole-file
 * hashes; hashes of kinds that can't be computed are passed over. Throws `checksums-invalid` for XML that is
 * no metalink, is not well-formed, or brings a document type and with it entities.
 */
export function readMetalink(text: string, from: string): PublishedSum[] {
  const rows: PublishedSum[] = [];
  const open: string[] = [];
  let file: OpenFile | undefined;
  let hashType = '';
  let content = '';
  const parser = new SaxesParser({ xmlns: true });
  const fail = (reason: string): never => {
    throw new DlakeError('checksums-invalid', { from, reason: `line ${parser.line}: ${reason}` });
  };
  parser.on('error', (error) => fail(error.message.replace(/^[\d:]+ /, '')));
  parser.on('doctype', () => fail('a metalink has no document type'));
  parser.on('opentag', (tag) => {
    open.push(tag.local);
    if (open.length > DEEPEST) fail('elements are nested too deeply');
    const at = open.join('/');
    content = '';
    if (open.length === 1 && at !== 'metalink') fail(`not a metalink: it begins with <${tag.name}>`);
    if (FILE.has(at)) file = { path: nameOf(tag) ?? fail('a file without a name'), hashes: [] };
    if (HASH.has(at)) hashType = attribute(tag, 'type') ?? '';
  });
  parser.on('text', (piece) => {
    content += piece;
  });
  parser.on('closetag', () => {
    const at = open.join('/');
    open.pop();
    if (file === undefined) return;
    if (SIZE.has(at)) file.size = sizeOf(content) ?? fail(`not a size: ${JSON.stringify(content.trim())}`);
    if (HASH.has(at)) {
      const algo = digestOfName(hashType);
      const value = content.trim().toLowerCase();
      if (algo !== undefined && !isHexOf(algo, value)) fail(`not a ${hashType}: ${JSON.stringify(value)}`);
      if (algo !== undefined) file.hashes.push({ algo, value });
    }
    if (FILE.has(at)) {
      rows.push(...rowsOf(file));
      file = undefined;
    }
  });
  parser.write(text).close();
  return rows;
}

const attribute = (tag: SaxesTagNS, name: string): string | undefined => tag.attributes[name]?.value;

function nameOf(tag: SaxesTagNS): string | undefined {
  return publishedName(attribute(tag, 'name') ?? '');
}

function sizeOf(text: string): number | undefined {
  const size = Number(text);
  return /^\s*\d+\s*$/.test(text) && Number.isSafeInteger(size) ? size : undefined;
}

function rowsOf({ path, size, hashes }: OpenFile): PublishedSum[] {
  const beside = size === undefined ? {} : { size };
  if (hashes.length > 0) return hashes.map((hash) => ({ path, ...hash, ...beside }));
  return size === undefined ? [] : [{ path, algo: 'size', value: String(size), size }];
}
