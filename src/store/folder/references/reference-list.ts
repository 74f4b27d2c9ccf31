import { DlakeError } from '../../../errors.ts';
import { KEY } from '../pack-cache/pack-folder.ts';
import type { Reference } from './reference.ts';

/** References that one session noted, and the ref that they are for. */
export interface ReferenceList {
  readonly referrer: string;
  readonly references: readonly Reference[];
}

/** The text of a list: a line of JSON that says what it is, and one for each reference. */
export function encodeReferenceList({ referrer, references }: ReferenceList): string {
  const lines = references.map(({ key, size, mtimeNs, ctimeNs, ino, path }) =>
    JSON.stringify([key, size, String(mtimeNs), String(ctimeNs), String(ino), path]),
  );
  return [JSON.stringify({ v: 1, type: 'references', referrer }), ...lines]
    .map((line) => `${line}\n`)
    .join('');
}

/** Reads a list. Throws `store-damaged` for another text, `format-too-new` for a later version. */
export function decodeReferenceList(text: string, where: string): ReferenceList {
  const [head = '', ...lines] = text.split('\n');
  const said = parsed(head, where) as { readonly v?: unknown; readonly referrer?: unknown };
  if (typeof said?.v === 'number' && said.v > 1)
    throw new DlakeError('format-too-new', { what: where, version: said.v });
  if (typeof said?.referrer !== 'string' || lines.pop() !== '') throw damaged(where);
  return {
    referrer: said.referrer,
    references: lines.map((line) => referenceOf(parsed(line, where), where)),
  };
}

const NUMBER = /^-?\d{1,20}$/;

function referenceOf(value: unknown, where: string): Reference {
  if (!Array.isArray(value)) throw damaged(where);
  const [key, size, mtime, ctime, ino, path] = value as unknown[];
  const [mtimeNs, ctimeNs, number] = [mtime, ctime, ino].map((each) =>
    typeof each === 'string' && NUMBER.test(each) ? BigInt(each) : undefined,
  );
  const isWhole =
    typeof key === 'string' &&
    KEY.test(key) &&
    typeof size === 'number' &&
    Number.isSafeInteger(size) &&
    typeof path === 'string' &&
    path.startsWith('/');
  if (!isWhole || mtimeNs === undefined || ctimeNs === undefined || number === undefined)
    throw damaged(where);
  return { key, size, mtimeNs, ctimeNs, ino: number, path };
}

function parsed(line: string, where: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    throw damaged(where);
  }
}

const damaged = (where: string): DlakeError =>
  new DlakeError('store-damaged', { where, reason: 'it is not a list of references' });
