import { expect, test } from 'vitest';
import { ERROR_WORDS } from '../../src/cli/error-words.ts';
import { describeError } from '../../src/cli/show-error.ts';
import { DlakeError, type ErrorCode, type ErrorFacts } from '../../src/errors.ts';
import { type BlobId, cidText } from '../../src/records/ids.ts';

const ID = `f01551220${'ab'.repeat(32)}` as BlobId;

/** Facts of every code, as the library gives them. */
const FACTS: { readonly [C in ErrorCode]: ErrorFacts[C] } = {
  'usage-invalid': { reason: 'Missing: PATH', see: 'dlake commit --help' },
  'lake-not-found': { from: '/x' },
  'lake-exists': { root: '/x' },
  'lake-invalid': { root: '/x', reason: 'lake.json is not JSON' },
  'settings-invalid': { file: '/x/config.json', reason: 'it is not JSON' },
  'author-unknown': {},
  'author-invalid': { author: 'Ada' },
  'key-unknown': {},
  'key-invalid': { file: 'id_rsa', reason: 'it is no Ed25519 key' },
  'signers-invalid': { file: 'allowed_signers', line: 3, reason: 'it names no key' },
  'checkpoint-invalid': { reason: 'it is of another lake' },
  'ref-invalid': { ref: 'x', reason: 'it has one part' },
  'not-checked-out': { ref: 'raw/geo/GSE2034' },
  'input-modified': { ref: 'raw/geo/GSE2034', paths: ['a.txt'] },
  'nothing-to-undo': { actor: 'Ada <ada@example.org>' },
  'ref-unknown': { ref: 'raw/geo/GSE2034', near: ['raw/geo/GSE2035'] },
  'ref-ended': { ref: 'processed/geo/GSE2034', at: '2026-11-22T10:11:12.345Z', reason: 'superseded' },
  'dataset-ambiguous': { dataset: 'geo/GSE2034', refs: ['raw/geo/GSE2034', 'processed/geo/GSE2034'] },
  'revision-invalid': { revision: '@@', reason: 'it has no dataset' },
  'revision-unknown': { revision: 'fig9' },
  'revision-ambiguous': { revision: 'abab', candidates: ['ababab', 'ababac'] },
  'path-unknown': { revision: 'raw/geo/GSE2034', path: 'a.txt' },
  'not-in-lake': { path: '/tmp/x' },
  'path-invalid': { path: 'a/../b', reason: 'it has a part ..' },
  'path-not-utf8': { path: 'caf\\xe9.txt' },
  'paths-fold': { paths: ['A.txt', 'a.txt'] },
  'file-changed': { path: 'a.txt' },
  'file-unreadable': { path: 'a.txt', reason: 'EACCES' },
  'file-unwritable': { path: 'a.txt', reason: 'EACCES' },
  'file-kind': { path: 'run.sock', kind: 'socket' },
  'symlink-outside': { path: 'link', target: '/etc/passwd' },
  'html-instead': { path: 'a.gz' },
  'worktree-dirty': { ref: 'raw/geo/GSE2034', paths: ['a.txt'] },
  'checkout-unfinished': { ref: 'raw/geo/GSE2034', commit: ID },
  'worktree-in-the-way': { ref: 'raw/geo/GSE2034', paths: ['dir'] },
  'nothing-to-commit': { path: 'raw/geo/GSE1' },
  'folder-empty': { path: 'raw/geo/GSE1' },
  'deletions-need-consent': {
    ref: 'raw/geo/GSE2034',
    deleted: Array.from({ length: 25 }, (_, i) => `f${i}`),
    total: 1200,
  },
  'lock-not-found': { file: '/x/dlake.lock' },
  'lock-invalid': { file: '/x/dlake.lock', reason: 'line 3 is the mark of a merge that was not finished' },
  'lock-mismatch': { ref: 'raw/geo/GSE2034', reason: 'its commit has another manifest' },
  'pinned-changed': { ref: 'raw/geo/GSE2034', paths: ['a.txt'] },
  'not-pinned': { ref: 'raw/geo/GSE2034', pinned: ['raw/geo/GSE2035'] },
  'not-at-remote': { ref: 'raw/geo/GSE2034', version: 'v2', remote: 'lab' },
  'admission-refused': {
    ref: 'curated/geo/GSE2034',
    rule: 'curated is entered by promotion from processed only',
  },
  'rule-refused': { subject: 'raw/geo/GSE2034', rule: 'raw is never ended' },
  'drop-refused': {
    revision: 'raw/lab/run42@v1',
    files: [{ path: 'a.fastq.gz', reason: 'hidden' }],
    asked: ['lab'],
    notThere: ['nas'],
    silent: [{ remote: 'far', reason: 'there is no such folder' }],
  },
  'base-behind': { ref: 'raw/geo/GSE2034', base: ID, head: ID },
  'ref-moved': { ref: 'raw/geo/GSE2034', by: 'Ada <ada@example.org>', at: '2026-11-22T10:11:12.345Z' },
  'update-conflict': { ref: 'raw/geo/GSE2034', paths: ['a.txt'] },
  'run-failed': { command: ['sort', 'a b'], exitCode: 2, log: '/lake/.dlake/runs/1.log' },
  'remote-unknown': { remote: 'lab', known: ['origin'] },
  'remote-exists': { remote: 'lab', address: '/nas/lake' },
  'central-not-made': { remote: 'lab' },
  'url-unavailable': { remote: 'lab', file: 'raw/geo/GSE2034:a.txt', why: 'packed' },
  'remote-moved': { remote: 'lab', ref: 'raw/geo/GSE2034', reason: 'pg:ada moved the ref' },
  'remote-unreachable': { remote: 'lab', address: '/nas/lake', reason: 'there is no such folder' },
  'bytes-unreachable': { what: 'raw/geo/GSE2034:matrix.tsv', remote: 'lab', reason: 'it is off' },
  'remote-uncertain': { what: 'raw/geo/GSE2034', reason: 'read ECONNRESET' },
  'remote-refused': {
    address: 's3://lab-{layer}',
    bucket: 'lab-raw',
    cause: 'clock-skew',
    reason: 'RequestTimeTooSkewed',
  },
  'record-invalid': { what: 'commit', reason: 'unknown key' },
  'format-too-new': { what: 'lake.json', version: 2 },
  withdrawn: { id: ID, ref: 'raw/geo/GSE2034', path: 'a.txt' },
  'object-missing': { id: ID, ref: 'raw/geo/GSE2034', path: 'a.txt' },
  'object-damaged': { id: ID, found: 'cd'.repeat(32), where: 'raw/blobs/ab/abab' },
  'address-invalid': { address: 'postgres://ada@lake.lab/', reason: 'it names no database' },
  'database-unreachable': { address: 'postgres://ada@lake.lab/lake', reason: 'connect ECONNREFUSED' },
  'database-refused': {
    address: 'postgres://ada@lake.lab/lake',
    why: 'password',
    reason: 'password authentication failed for user "ada"',
  },
  'catalog-too-old': { found: 0, known: 1 },
  'objects-not-live': { ref: 'raw/geo/GSE1', records: ['x'], files: [{ kind: 'pack', key: 'ab' }] },
  'store-damaged': { where: 'raw/packs/ab/abab', reason: 'the footer is cut' },
  'damage-found': { count: 2 },
  'outputs-changed': { run: 'big_kare', files: [{ path: 'a.tsv', reason: 'it is gone' }] },
  'imported-in-part': {
    run: 'big_kare',
    landed: [{ ref: 'processed/lab/bam', commit: ID }],
    ref: 'processed/lab/counts',
    reason: 'deletions-need-consent',
  },
  'inputs-unknown': {
    ref: 'processed/lab/counts',
    files: [{ path: 'file:///x', reason: 'it is not on this machine' }],
  },
  'signature-refused': { what: 'lab-2026-11-24', reason: 'it has none' },
  'source-damaged': {
    revision: 'raw/geo/GSE2034@v1',
    files: [{ path: 'matrix.tsv', reason: 'its bytes have changed' }],
  },
  'checksum-mismatch': {
    from: 'md5sums.txt',
    files: [{ path: 'a.txt', algo: 'md5', expected: 'aa', found: 'bb' }],
  },
  'checksums-invalid': { from: 'md5sums.txt', reason: 'line 3 is no sum' },
  'gzip-damaged': { path: 'a.gz', reason: 'the CRC is wrong' },
  'disk-full': { path: '/x' },
  'store-unwritable': { path: '/x', reason: 'EROFS' },
  'store-moved': { from: '/lake/store', to: '/data/store', done: true },
  'store-busy': { folder: '/lake/store', processes: ['process 7 on host'] },
  'system-refused': { reason: 'permission denied', path: '/x' },
  'catalog-unavailable': { state: 'busy', reason: 'another process has it', pid: 7 },
  'catalog-too-new': { found: 9, known: 1 },
  interrupted: {},
};

const CODES = Object.keys(ERROR_WORDS) as ErrorCode[];
const describe = (error: unknown, json = false) =>
  describeError(error, { json, color: false, verbose: false });

test('every code has words', async () => {
  const said = CODES.map((code) => {
    const { text, exit } = describe(new DlakeError(code, FACTS[code]));
    return `${code} (exit ${exit})\n${text}`;
  });
  await expect(said.join('\n')).toMatchFileSnapshot('error-words.txt');
});

test.each(CODES)('%s is the same to programs', (code) => {
  const text = describe(new DlakeError(code, FACTS[code])).text;
  const { text: line, exit } = describe(new DlakeError(code, FACTS[code]), true);
  const json = JSON.parse(line);
  expect(Object.keys(json)).toEqual(['code', 'message', 'hint', 'data']);
  expect(json).toMatchObject({
    code,
    data: JSON.parse(JSON.stringify(FACTS[code]).replaceAll(ID, cidText(ID))),
  });
  expect(text).toBe(`Error: ${json.message}\n${json.hint === null ? '' : `Hint: ${json.hint}\n`}`);
  expect(exit).toBeGreaterThan(0);
});

test.each(CODES)('%s shows nothing that a terminal acts on', (code) => {
  const hostile = (value: unknown): unknown => {
    if (typeof value === 'string') return `${value}\x1b[2J\u202e\r`;
    if (Array.isArray(value)) return value.map(hostile);
    if (typeof value !== 'object' || value === null) return value;
    return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, hostile(inner)]));
  };
  const facts = hostile(FACTS[code]) as ErrorFacts[ErrorCode];
  const { text } = describe(new DlakeError(code, facts));
  expect([...text].filter((char) => (char < ' ' && char !== '\n') || char === '\u202e')).toEqual([]);
});

test('causes are told in order, ours in our words, and a circle of them ends', () => {
  const circle = new Error('round');
  circle.cause = circle;
  const inner = new DlakeError('disk-full', { path: '/x' }, { cause: circle });
  const { text } = describe(new DlakeError('lake-exists', { root: '/y' }, { cause: inner }));
  const lines = text.trimEnd().split('\n');
  expect(lines.slice(0, 3)).toEqual([
    'Error: There is a lake already in /y',
    'Caused by: There is no space left for /x',
    'Caused by: round',
  ]);
  expect(lines.length).toBeLessThan(12);
});

test('what is no error of ours is our bug', () => {
  expect(describe(new TypeError('x is not a function'))).toMatchObject({ exit: 70 });
  expect(describe('a text that was thrown').text).toMatch(/^Internal error: a text that was thrown\n/);
});

test('what the system refuses is no bug, and a full disk is told as one', () => {
  const refused = (code: string, message: string) =>
    Object.assign(new Error(`${code}: ${message}, open '/x'`), { code, syscall: 'open', path: '/x' });
  expect(describe(refused('EACCES', 'permission denied'))).toEqual({
    text: 'Error: Permission denied: /x\n',
    exit: 1,
  });
  expect(describe(refused('ENOSPC', 'no space left on device')).text).toMatch(
    /^Error: There is no space left/,
  );
  expect(describe(Object.assign(new Error('no'), { code: 'ERR_X' }))).toMatchObject({ exit: 70 });
});
