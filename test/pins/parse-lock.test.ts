import { expect, test } from 'vitest';
import { DlakeError } from '../../src/errors.ts';
import { lockText } from '../../src/pins/lock-text.ts';
import { parseLock } from '../../src/pins/parse-lock.ts';
import { somePin } from './pins.ts';

const text = lockText({ pins: [somePin('raw/geo/GSE1'), somePin('raw/geo/GSE2')] });

function reasonOf(edited: string): string {
  try {
    parseLock(edited, 'dlake.lock');
  } catch (error) {
    if (!(error instanceof DlakeError)) throw error;
    const { code, data } = error;
    return code === 'lock-invalid' ? (data as { reason: string }).reason : `${code} ${JSON.stringify(data)}`;
  }
  return 'fine';
}

test('comments, quotes, another order and a missing path are fine', () => {
  const edited = text
    .replace('version: v1', "version: 'v1' # as in the paper")
    .replace(/ {2}path: raw\/geo\/GSE1\n/, '');
  expect(parseLock(edited, 'dlake.lock')).toEqual(parseLock(text, 'dlake.lock'));
  expect(parseLock('pins:\nlock: 1\n', 'dlake.lock')).toEqual({ pins: [] });
});

test.each<[what: string, edit: (text: string) => string, reason: string]>([
  ['nothing', () => '', 'it is not a map of lock and pins'],
  ['a list', () => '- 1\n', 'it is not a map of lock and pins'],
  ['no version of the format', (t) => t.replace('lock: 1\n', ''), 'lock: is missing'],
  [
    'a newer format',
    (t) => t.replace('lock: 1', 'lock: 2'),
    'format-too-new {"what":"dlake.lock","version":2}',
  ],
  [
    'a newer format that is of another shape',
    () => 'lock: 3\nversions: {}\n',
    'format-too-new {"what":"dlake.lock","version":3}',
  ],
  [
    'a key that is not known',
    (t) => t.replace('  path: raw/geo/GSE1', '  pathh: x'),
    'raw/geo/GSE1 has the unknown key pathh',
  ],
  [
    'a version that is a number',
    (t) => t.replace('version: v1', 'version: 1'),
    'version of raw/geo/GSE1 is not text',
  ],
  [
    'a commit cut short',
    (t) => t.replace(/commit: (\w{20})\w+/, 'commit: $1'),
    'commit of raw/geo/GSE1 is not the CID of a record',
  ],
  [
    'a ref without a layer',
    (t) => t.replace('ref: raw/geo/GSE1', 'ref: geo/GSE1'),
    'ref of pin 1 is not LAYER/SOURCE/EXTERNAL_ID',
  ],
  [
    'a path that escapes',
    (t) => t.replace('path: raw/geo/GSE1', 'path: ../../etc'),
    'path of raw/geo/GSE1 a path has no part ..',
  ],
  [
    'an absolute path',
    (t) => t.replace('path: raw/geo/GSE1', 'path: /etc'),
    'path of raw/geo/GSE1 a path is relative',
  ],
  [
    'a path into git',
    (t) => t.replace('path: raw/geo/GSE1', 'path: x/.GIT/hooks'),
    'path of raw/geo/GSE1 a path does not lead into .GIT',
  ],
  [
    'a path into what is ours',
    (t) => t.replace('path: raw/geo/GSE1', 'path: .dlake-lock/store'),
    'path of raw/geo/GSE1 a path does not lead into .dlake-lock',
  ],
  [
    'one among the files of another',
    (t) => t.replace('path: raw/geo/GSE2', 'path: raw/geo/GSE1/x'),
    'the files of raw/geo/GSE2 would go among those of raw/geo/GSE1',
  ],
  [
    'a password',
    (t) => t.replace('postgres://lake.lab', 'postgres://ada:secret@lake.lab'),
    'the remote of raw/geo/GSE1: there is a password in it; take it out, and change it',
  ],
  [
    'an address of another kind',
    (t) => t.replace('postgres://lake.lab', 'https://lake.lab'),
    'the remote of raw/geo/GSE1: A central lake is named by its catalog: postgres://user@host/database',
  ],
  [
    'a ref twice',
    (t) => t.replace('ref: raw/geo/GSE2', 'ref: raw/geo/GSE1'),
    'raw/geo/GSE1 is pinned twice, as a merge leaves it: keep one of the two',
  ],
  [
    'a line twice',
    (t) => t.replace('version: v1', 'version: v1\n  version: v2'),
    'line 7: this is said before, as a merge leaves it when both sides moved a pin: keep one of the two',
  ],
  [
    'the marks of a merge',
    (t) => t.replace('  version: v1', '<<<<<<< HEAD\n  version: v1'),
    'line 6 is the mark of a merge that was not finished',
  ],
  [
    'an alias',
    (t) => t.replace('path: raw/geo/GSE1', 'path: &a x').replace('path: raw/geo/GSE2', 'path: *a'),
    'it has aliases',
  ],
  ['a tag', (t) => t.replace('version: v1', 'version: !!binary aGk='), 'version of raw/geo/GSE1 is not text'],
  ['two documents', (t) => `${t}---\nlock: 1\n`, 'line 18: a second document begins'],
])('%s', (_, edit, reason) => {
  const edited = edit(text);
  expect(edited).not.toBe(text);
  expect(reasonOf(edited)).toBe(reason);
});

test('what is wrong with a file never has the password in it', () => {
  expect(reasonOf(text.replace('postgres://lake.lab', 'postgres://ada:s3cr3t@lake.lab'))).not.toContain(
    's3cr3t',
  );
});
