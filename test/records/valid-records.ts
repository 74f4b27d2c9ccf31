import type { Commit } from '../../src/records/commit.ts';
import type { LogEntry } from '../../src/records/entry.ts';
import { blobId, cidText, commitId, entryId, manifestId } from '../../src/records/ids.ts';
import { linkTo } from '../../src/records/link.ts';
import { tagData } from '../../src/records/tag.ts';

const A = 'aa'.repeat(32);
const B = 'bb'.repeat(32);
const C = 'cc'.repeat(32);
const AT = '2026-11-22T10:11:12.345Z';

const LEAST: Commit = {
  dataset: 'geo/GSE2034',
  layer: 'raw',
  manifest: manifestId(A),
  files: 0,
  bytes: 0,
  action: 'collection',
  metadata: { source: 'geo', date: '2026-11-22', version: 'v1' },
  name: 'GSE2034',
  author: 'Ada <ada@lab.example>',
  message: 'First',
  committedAt: AT,
};

const INTEGERS = [0, 23, 24, 255, 256, 65_535, 65_536, 4_294_967_295, 4_294_967_296, Number.MAX_SAFE_INTEGER];

function nested(levels: number): Commit['parameters'] {
  return levels === 0 ? {} : { next: nested(levels - 1) as NonNullable<Commit['parameters']> };
}

/** Commits that are taken, by what they show. */
export const VALID_COMMITS: Readonly<Record<string, Commit>> = {
  'the least commit': LEAST,
  'every key': {
    dataset: 'geo/GSE2034.salmon',
    layer: 'processed',
    manifest: manifestId(A),
    files: 3,
    bytes: 1_234_567_890_123,
    parents: [commitId(C), commitId(B)],
    inputs: [commitId(A), commitId(B)],
    action: 'pipeline',
    parameters: {
      index: 'gencode.v44',
      threads: 8,
      decoys: true,
      rounds: [1, 2, 3],
      options: { seqBias: false },
    },
    run: { command: ['salmon', 'quant'], exitCode: 0 },
    checks: [{ check: 'fastqc', passed: true }, {}],
    expected: { list: blobId(C), grades: { 'verified-strong': 1, 'verified-weak': 1, unverified: 1 } },
    metadata: {
      source: 'geo',
      date: '2026-11-22',
      version: '2026_03',
      organism: 'Homo sapiens',
      platforms: ['GPL96'],
    },
    name: 'Breast cancer, 286 samples',
    keywords: ['Affymetrix', 'breast cancer', 'é', '\uffff', '\u{10000}'],
    author: 'Grace Hopper <grace@lab.example>',
    message: 'Quantified with salmon\n\nSecond line\twith a tab.\n',
    committedAt: '9999-12-31T23:59:59.999Z',
  },
  'keys in the order of their lengths': {
    ...LEAST,
    parameters: { bb: 1, a: 2, ccc: 3, B: 4, é: 5, 'a b': 6, '1': 7, '10': 8 },
  },
  'integers of every length': {
    ...LEAST,
    files: Number.MAX_SAFE_INTEGER,
    bytes: 24,
    parameters: { up: INTEGERS, down: INTEGERS.map((value) => 0 - value).filter((value) => value !== 0) },
  },
  'texts of every length': {
    ...LEAST,
    parameters: Object.fromEntries(
      [0, 23, 24, 255, 256].map((length) => [`of ${length}`, 'x'.repeat(length)]),
    ),
  },
  'text that is not ASCII': {
    ...LEAST,
    name: 'Größe \u{1f9ec} \ufeff',
    message: 'é'.repeat(30),
    metadata: { ...LEAST.metadata, Ключ: '値\r\n\u0001' },
  },
  'two texts that differ in normal form': { ...LEAST, keywords: ['e\u0301', '\u00e9'] },
  'maps 16 deep': { ...LEAST, parameters: nested(15) as NonNullable<Commit['parameters']> },
  'empty texts, lists and maps where they are free': {
    ...LEAST,
    parameters: { text: '', list: [], map: {} },
  },
  'the longest message': { ...LEAST, message: 'm'.repeat(65_536) },
  'the first moment': {
    ...LEAST,
    metadata: { ...LEAST.metadata, date: '0001-01-01' },
    committedAt: '0001-01-01T00:00:00.000Z',
  },
  'the longest names': {
    ...LEAST,
    dataset: `${'s'.repeat(128)}/${'I'.repeat(128)}`,
    metadata: { ...LEAST.metadata, version: '9'.repeat(128) },
  },
  'an author with an address that has no @': { ...LEAST, author: 'ci-bot (nightly) <ci>' },
  'a promotion': {
    ...LEAST,
    layer: 'archive',
    dataset: 'upload/plate-7',
    action: 'promotion',
    inputs: [commitId(B)],
  },
};

const FIRST: LogEntry = {
  subject: 'refs/geo/GSE2034',
  seq: 1,
  kind: 'move',
  to: commitId(A),
  actor: 'Ada <ada@lab.example>',
  at: AT,
};
const SECOND: LogEntry = { ...FIRST, seq: 2, prev: entryId(C), from: commitId(A), to: commitId(B) };
const { to: _, ...NOWHERE } = FIRST;
const { to: __, ...ENDED } = SECOND;

/** Log entries that are taken, by what they show. */
export const VALID_ENTRIES: Readonly<Record<string, LogEntry>> = {
  'the first move of a ref': FIRST,
  'a move with a reason': { ...SECOND, reason: 'a better one\nin two lines' },
  'a move after an end': { ...NOWHERE, seq: 3, prev: entryId(C), to: commitId(B) },
  'the end of a ref': { ...ENDED, kind: 'end', reason: 'superseded' },
  'an undoing that moves back': { ...SECOND, seq: 3, data: { undoes: 2 }, reason: 'undo' },
  'an undoing of the first move': { ...ENDED, kind: 'end', data: { undoes: 1 } },
  'the highest number': { ...SECOND, seq: 999_999_999_999 },
  'a hold': { ...NOWHERE, kind: 'hold', data: { case: 'C-12' }, reason: 'litigation' },
  'a refusal': { ...SECOND, kind: 'refuse', actor: 'pg:alice', reason: 'raw takes collection or manual' },
  'a signature': {
    ...NOWHERE,
    kind: 'signature',
    data: { commit: linkTo(commitId(A)), key: 'SHA256:abc', signature: 'base64' },
  },
  'a tag': { ...NOWHERE, subject: 'tags/fig3', data: tagData([commitId(B), commitId(A)]) },
  'the end of a tag': {
    ...NOWHERE,
    subject: 'tags/fig3',
    seq: 2,
    prev: entryId(A),
    kind: 'end',
    reason: 'a mistake',
  },
  'a withdrawal': {
    ...NOWHERE,
    subject: `objects/${cidText(blobId(C))}`,
    kind: 'withdraw',
    data: { reason: 'consent', uses: [linkTo(commitId(A))] },
  },
  'a backup': {
    ...NOWHERE,
    subject: 'backups/2026-11-22',
    kind: 'made',
    data: { blob: linkTo(blobId(A)), bytes: 12 },
  },
  'the making of a lake': {
    ...NOWHERE,
    subject: 'lake',
    kind: 'made',
    data: { lake: '6b8d7b58-95bb-4f0a-8c5b-5c4d2ed3a7c1' },
  },
  'a ref as it was last seen at a remote': { ...FIRST, subject: 'remotes/lab/curated/lab/brca-atlas' },
  'data with every kind of value': {
    ...FIRST,
    data: {
      text: '',
      number: -1,
      yes: true,
      list: [[], {}, linkTo(blobId(B))],
      map: { link: linkTo(commitId(C)) },
    },
  },
};
