import { type Lax, laxHex, raw, sorted } from './lax-cbor.ts';

const A = { link: `01711220${'aa'.repeat(32)}` };
const B = { link: `01711220${'bb'.repeat(32)}` };
const BLOB = { link: `01551220${'cc'.repeat(32)}` };
const map = (keys: Readonly<Record<string, Lax>>): Lax => sorted(Object.entries(keys));

const FIRST: Readonly<Record<string, Lax>> = {
  v: 1,
  type: 'entry',
  subject: 'refs/geo/GSE2034',
  seq: 1,
  kind: 'move',
  to: A,
  actor: 'Ada <ada@lab.example>',
  at: '2026-11-22T10:11:12.345Z',
};
const SECOND: Readonly<Record<string, Lax>> = { ...FIRST, seq: 2, prev: B, from: A, to: B };

const entry = (
  base: Readonly<Record<string, Lax>>,
  changed: Readonly<Record<string, Lax>>,
  dropped?: string,
): string =>
  laxHex(map(Object.fromEntries(Object.entries({ ...base, ...changed }).filter(([key]) => key !== dropped))));
const tag = (data: Readonly<Record<string, Lax>>): string =>
  entry(FIRST, { subject: 'tags/fig3', data: map(data) }, 'to');

/** Log entries that must be refused, by what is wrong with them; in hex. */
export const INVALID_ENTRIES: Readonly<Record<string, string>> = {
  'no bytes': '',
  'bytes after its end': `${entry(FIRST, {})}f6`,
  'an unknown key': entry(FIRST, { note: 'x' }),
  'another type': entry(FIRST, { type: 'commit' }),
  'version 2': entry(FIRST, { v: 2 }),
  'without a subject': entry(FIRST, {}, 'subject'),
  'without an actor': entry(FIRST, {}, 'actor'),
  'without a time': entry(FIRST, {}, 'at'),
  'an unknown subject': entry(FIRST, { subject: 'branches/main' }),
  'a subject that climbs': entry(FIRST, { subject: 'refs/geo/..' }),
  'a subject without an id': entry(FIRST, { subject: 'refs/geo' }),
  'a subject of four parts': entry(FIRST, { subject: 'refs/raw/geo/GSE2034' }),
  'an object by its digest': entry(FIRST, { subject: `objects/${'ab'.repeat(32)}`, kind: 'withdraw' }, 'to'),
  'a remote without a layer': entry(FIRST, { subject: 'remotes/lab/geo/GSE2034' }),
  'number 0': entry(FIRST, { seq: 0 }),
  'a number of 13 digits': entry(SECOND, { seq: 1_000_000_000_000 }),
  'a first entry with one before': entry(FIRST, { prev: B }),
  'a second entry with none before': entry(SECOND, {}, 'prev'),
  'a blob before': entry(SECOND, { prev: BLOB }),
  'an unknown kind': entry(FIRST, { kind: 'delete' }),
  "a kind of another subject's": entry(FIRST, { kind: 'policy' }, 'to'),
  'a kind of objects for a ref': entry(FIRST, { kind: 'withdraw' }, 'to'),
  'a move to nowhere': entry(SECOND, {}, 'to'),
  'a move to a blob': entry(SECOND, { to: BLOB }),
  'an end with a commit': entry(SECOND, { kind: 'end' }),
  'an end without where it stood': entry({ ...FIRST, seq: 2, prev: B, kind: 'end' }, {}, 'to'),
  'a hold that moves': entry(SECOND, { kind: 'hold' }, 'from'),
  'empty data': entry(FIRST, { data: map({}) }),
  'data that is a list': entry(FIRST, { data: [1] }),
  'a null in data': entry(FIRST, { data: { pairs: [['x', raw('f6')]] } }),
  'the key / beside a link in data': entry(FIRST, { data: { pairs: [['/', 'x']] } }),
  'data 17 deep': entry(FIRST, { data: { pairs: [['x', [[[[[[[[[[[[[[[[1]]]]]]]]]]]]]]]]]] } }),
  'an undoing of itself': entry(SECOND, { data: map({ undoes: 2 }) }),
  'an undoing of entry 0': entry(SECOND, { data: map({ undoes: 0 }) }),
  'an undoing that is no number': entry(SECOND, { data: map({ undoes: '1' }) }),
  'a tag without commits': entry(FIRST, { subject: 'tags/fig3' }, 'to'),
  'a tag with no commits': tag({ commits: [] }),
  'a tag with one commit that is no list': tag({ commits: A }),
  'a tag with commits out of order': tag({ commits: [B, A] }),
  'a tag with a commit twice': tag({ commits: [A, A] }),
  'a tag with a blob': tag({ commits: [BLOB] }),
  'a tag that moves to a commit': entry(FIRST, { subject: 'tags/fig3', data: map({ commits: [A] }) }),
  'a lake without its id': entry(FIRST, { subject: 'lake', kind: 'made' }, 'to'),
  'a signature without a key': entry(
    FIRST,
    { kind: 'signature', data: map({ commit: A, signature: 's' }) },
    'to',
  ),
  'a signature of a blob': entry(
    FIRST,
    { kind: 'signature', data: map({ commit: BLOB, key: 'k', signature: 's' }) },
    'to',
  ),
  'an empty actor': entry(FIRST, { actor: '' }),
  'an actor of two lines': entry(FIRST, { actor: 'a\nb' }),
  'an empty reason': entry(FIRST, { reason: '' }),
  'a time without milliseconds': entry(FIRST, { at: '2026-11-22T10:11:12Z' }),
};
