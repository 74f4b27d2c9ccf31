import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { Session } from '../cli/run-dlake.ts';

const UUID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

test('makes the current folder a lake, once', async () => {
  await using session = new Session();
  expect(await session.dlake(['init'])).toMatchInlineSnapshot(`
    {
      "code": 0,
      "stderr": "Put files into LAYER/SOURCE/ID, as raw/geo/GSE2034, then: dlake commit raw/geo/GSE2034 -m "Why"
    ",
      "stdout": "Made a lake in ~~/lake
    ",
    }
  `);
  expect(await session.show('init')).toMatchInlineSnapshot(`
    "$ dlake init
    Error: There is a lake already in ~~/lake
    (exit 1)"
  `);
  expect(await session.show('status')).toMatchInlineSnapshot(`
    "$ dlake status
    No datasets yet. Put files into LAYER/SOURCE/ID, as raw/geo/GSE2034, and commit it."
  `);
});

test('--json says where the lake and its store are', async () => {
  await using session = new Session();
  const made = await session.json<{ id: string }>(['init', 'deep/er']);
  expect(made).toEqual({
    root: '~~/lake/deep/er',
    id: expect.stringMatching(UUID),
    store: '~~/lake/deep/er/.dlake/store',
    joined: false,
  });
});

test('--quiet gives the result alone', async () => {
  await using session = new Session();
  expect(await session.dlake(['init', '--quiet'])).toEqual({
    stdout: 'Made a lake in ~~/lake\n',
    stderr: '',
    code: 0,
  });
});

test('starts no background process, and no catalog', async () => {
  await using session = new Session();
  await session.json(['init']);
  expect(await session.json(['catalog', 'stop'])).toEqual({ stopped: false });
});

test('a second lake joins the store of the first, and has all that is in it', async () => {
  await using session = new Session();
  await session.json(['init', '--store', '../store']);
  session.write('lake/raw/lab/x/a.csv', 'a\n');
  await session.json(['commit', 'raw/lab/x', '-m', 'From the first lake']);
  expect(await session.show('init', '../other', '--store', '../store')).toMatchInlineSnapshot(`
    "$ dlake init ../other --store ../store
    Joined the store of a lake; made a lake in ~~/other
    Put files into LAYER/SOURCE/ID, as raw/geo/GSE2034, then: dlake commit raw/geo/GSE2034 -m "Why""
  `);
  const other = { cwd: 'other' };
  expect(await session.json(['status'], other)).toMatchObject({
    refs: [{ ref: 'raw/lab/x', state: 'not-checked-out', base: null }],
  });
  await session.json(['checkout', 'raw/lab/x'], other);
  expect(readFileSync(join(session.folder, 'other/raw/lab/x/a.csv'), 'utf8')).toBe('a\n');
  session.write('other/raw/lab/x/b.csv', 'b\n');
  await session.json(['commit', 'raw/lab/x', '-m', 'From the second lake'], other);
  const versions = await session.json<{ message: string }[]>(['log']);
  expect(versions.map(({ message }) => message)).toEqual(['From the second lake', 'From the first lake']);
  await session.dlake(['catalog', 'stop'], other);
  const [one, two] = ['lake', 'other'].map((lake) =>
    JSON.parse(readFileSync(join(session.folder, lake, '.dlake/lake.json'), 'utf8')),
  );
  expect(one).toEqual({ v: 1, id: expect.stringMatching(UUID), store: join(session.folder, 'store') });
  expect(two).toEqual(one);
});

test('in a git repository, or in a folder of one, git is told to leave the lake alone', async () => {
  await using session = new Session();
  session.write('lake/.git/HEAD', 'ref: refs/heads/main\n');
  session.write('lake/.gitignore', '*.o\n/raw/');
  await session.json(['init']);
  await session.json(['init', 'analysis/data']);
  const ignored = (folder: string) => readFileSync(join(session.lake, folder, '.gitignore'), 'utf8');
  expect(ignored('.')).toBe('*.o\n/raw/\n.dlake/\n/processed/\n/curated/\n/archive/\n');
  expect(ignored('analysis/data')).toBe('.dlake/\n/raw/\n/processed/\n/curated/\n/archive/\n');
  await session.json(['init', '../elsewhere']);
  expect(existsSync(join(session.folder, 'elsewhere/.gitignore'))).toBe(false);
});

test('a lake is not made among the datasets of another, nor its store in itself', async () => {
  await using session = new Session();
  await session.json(['init']);
  expect(await session.show('init', 'raw')).toMatchInlineSnapshot(`
    "$ dlake init raw
    Error: ~~/lake/raw is a folder of the lake in ~~/lake
    (exit 1)"
  `);
  expect(await session.show('init', 'raw/geo/GSE2034')).toMatchInlineSnapshot(`
    "$ dlake init raw/geo/GSE2034
    Error: ~~/lake/raw/geo/GSE2034 is a folder of the lake in ~~/lake
    (exit 1)"
  `);
  expect(await session.show('init', '../new', '--store', '../new')).toMatchInlineSnapshot(`
    "$ dlake init ../new --store ../new
    Error: The store is to lie apart from the lake's folder: ~~/new and ~~/new lie in one another.
    Hint: See: dlake init --help
    (exit 2)"
  `);
  expect(await session.dlake(['init', '../new', '--store', '../new/raw'])).toMatchObject({ code: 2 });
  expect(await session.dlake(['init', '../new', '--store', '..'])).toMatchObject({ code: 2 });
  expect(existsSync(join(session.folder, 'new'))).toBe(false);
});

test('what a script left empty, and what can not be a folder, is refused', async () => {
  await using session = new Session();
  expect(await session.show('init', '')).toMatchInlineSnapshot(`
    "$ dlake init ''
    Error: The name of a folder is empty.
    Hint: See: dlake init --help
    (exit 2)"
  `);
  expect(await session.dlake(['init', '--store', ''])).toMatchObject({ code: 2 });
  expect(await session.dlake(['init', '--lake', '../other'])).toMatchObject({ code: 2 });
  session.write('lake/file', 'x');
  session.write('file', 'x');
  expect(await session.show('init', 'file')).toMatchInlineSnapshot(`
    "$ dlake init file
    Error: Nothing can be written (ENOTDIR: not a directory, mkdir '~~/lake/file/.dlake') at ~~/lake/file/.dlake
    Hint: What the disk lacks, if it lacks something, is told by: dlake doctor
    (exit 1)"
  `);
  expect(await session.dlake(['init', '--store', '../file'])).toMatchObject({ code: 1 });
  expect(existsSync(join(session.lake, '.dlake/lake.json'))).toBe(false);
});
