import { expect, test } from 'vitest';
import { Output } from '../../src/cli/output.ts';
import { type ShownStatus, statusLines } from '../../src/cli/status-lines.ts';
import { DlakeError } from '../../src/errors.ts';

const output = new Output({ json: false, quiet: false, color: false });

function folder(externalId: string, facts: Partial<ShownStatus> = {}): ShownStatus {
  const ref = { layer: 'raw', source: 'lab', externalId } as const;
  const none = {
    base: undefined,
    head: undefined,
    ended: false,
    retracted: false,
    unfinished: undefined,
    added: [],
    modified: [],
    deleted: [],
  };
  return { ref, state: 'not-checked-out', ...none, changes: [], problems: [], ...facts };
}

test('refs that are not checked out are listed up to twenty, and then counted', () => {
  const found = Array.from({ length: 1023 }, (_, i) => folder(`x${i}`));
  const lines = statusLines(output, found);
  expect(lines.length).toBe(21);
  expect(lines.at(-1)).toBe('... and 1,003 more refs not checked out');
  expect(statusLines(output, found.slice(0, 20)).at(-1)).toBe('not-checked-out raw/lab/x19');
});

test('paths are listed up to twenty of a kind, and shown safely', () => {
  const added = ['new\nline', '\x1b[31mred', ...Array.from({ length: 30 }, (_, i) => `f${i}`)];
  const lines = statusLines(output, [folder('x', { state: 'modified', added })]);
  expect(lines.slice(0, 3)).toEqual([
    'modified        raw/lab/x',
    '  added:     "new\\nline"',
    '  added:     "\\e[31mred"',
  ]);
  expect(lines.at(-1)).toBe('  ... and 12 more added paths');
});

test('every reason why a path is unusable is told', () => {
  const problems = [
    new DlakeError('file-kind', { path: 'pipe', kind: 'fifo' }),
    new DlakeError('file-unreadable', { path: 'secret', reason: 'EACCES' }),
    new DlakeError('path-not-utf8', { path: 'caf\\xe9' }),
    new DlakeError('path-invalid', { path: 'x', reason: 'it is longer than 255 bytes' }),
    new DlakeError('symlink-outside', { path: 'out', target: '/etc' }),
    new DlakeError('file-changed', { path: 'log' }),
  ];
  expect(statusLines(output, [folder('x', { state: 'untracked', problems })])).toMatchInlineSnapshot(`
    [
      "untracked       raw/lab/x",
      "  0 files that no version has",
      "  unusable:  pipe (a fifo)",
      "  unusable:  secret (EACCES)",
      "  unusable:  caf\\xe9 (its name is not UTF-8)",
      "  unusable:  x (it is longer than 255 bytes)",
      "  unusable:  out (a symlink that leads out of the dataset)",
      "  unusable:  log (it changes while it is read)",
    ]
  `);
});
