import { execFileSync } from 'node:child_process';
import { chmodSync, lstatSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Worker } from 'node:worker_threads';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { EXECUTABLE, FOREIGN, SYMLINK } from '../../src/worktree/file-table.ts';
import { type ScanOptions, scan } from '../../src/worktree/scan.ts';

let root: string;
let outside: string;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'dlake-scan-'));
  outside = mkdtempSync(join(tmpdir(), 'dlake-outside-'));
});
afterEach(() => {
  for (const folder of [root, outside]) rmSync(folder, { recursive: true, force: true });
});

const put = (path: string, text = path) => {
  mkdirSync(join(root, path, '..'), { recursive: true });
  writeFileSync(join(root, path), text);
};
const found = async (options?: ScanOptions) => {
  const { table, problems } = await scan(root, options);
  return { paths: table.paths, problems: problems.map(({ code, data }) => [code, data]) };
};

describe('names', () => {
  const odd = [
    ' ',
    '-rf',
    '...',
    'a b',
    'line\nbreak',
    'tab\t"quotes" \'single\' `back`',
    'back\\slash',
    '#hash',
    '!bang',
    '*?[x]',
    '\u{1f9ec}'.repeat(63),
    'é',
    'e\u0301',
    '\u202egnp.exe',
    '\ufffd',
    '\uffee',
    '\u{10000}',
    'x'.repeat(255),
  ];

  test('any name that the file system takes is found, in byte order', async () => {
    for (const name of odd) put(`in/${name}`);
    const expected = odd
      .map((name) => `in/${name}`)
      .sort((a, b) => Buffer.compare(Buffer.from(a), Buffer.from(b)));
    expect(await found()).toEqual({ paths: expected, problems: [] });
  });

  test('a folder comes where the paths below it come, not where its name would', async () => {
    for (const path of ['a.txt', 'a/b', 'a-b', 'a/b.c/d', 'a/b.c-d', 'a0']) put(path);
    expect((await found()).paths).toEqual(['a-b', 'a.txt', 'a/b', 'a/b.c-d', 'a/b.c/d', 'a0']);
  });

  test('a name that is not UTF-8 is a problem by name, also beside its own lossy form', async () => {
    put('d/\ufffd');
    writeFileSync(Buffer.concat([Buffer.from(join(root, 'd/caf')), Buffer.from([0xe9])]), '');
    writeFileSync(Buffer.concat([Buffer.from(join(root, 'd/')), Buffer.from([0xff])]), '');
    mkdirSync(Buffer.concat([Buffer.from(join(root, 'd/')), Buffer.from([0xfe])]));
    const { paths, problems } = await found();
    expect(problems).toEqual([
      ['path-not-utf8', { path: 'd/\\xfe' }],
      ['path-not-utf8', { path: 'd/\\xff' }],
      ['path-not-utf8', { path: 'd/caf\\xe9' }],
    ]);
    expect(paths).toEqual([]);
  });

  test('a path that is too long for a manifest is a problem', async () => {
    const parts = Array.from({ length: 16 }, () => 'p'.repeat(250));
    let at = root;
    for (const part of parts) {
      execFileSync('mkdir', [part], { cwd: at });
      at = join(at, part);
    }
    execFileSync(
      'sh',
      ['-c', 'mkdir qqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqq'],
      { cwd: at },
    );
    const { problems } = await found();
    expect(problems.map(([code]) => code)).toHaveLength(1);
    expect(['path-invalid', 'file-unreadable']).toContain(problems[0]?.[0]);
  });

  test('.dlake is never data, in any case and at any depth', async () => {
    for (const path of ['.dlake/x', 'a/.dlake/x', 'a/.DLake', '.dlakeignore', '.dlaker']) put(path);
    expect((await found()).paths).toEqual(['.dlakeignore', '.dlaker']);
  });
});

describe('kinds', () => {
  test('a socket and a fifo are problems, named', async () => {
    put('file');
    execFileSync('mkfifo', [join(root, 'pipe')]);
    const server = createServer().listen(join(root, 'sock'));
    try {
      const { paths, problems } = await found();
      expect(paths).toEqual(['file']);
      expect(problems).toEqual([
        ['file-kind', { path: 'pipe', kind: 'fifo' }],
        ['file-kind', { path: 'sock', kind: 'socket' }],
      ]);
    } finally {
      server.close();
    }
  });

  test("stats are those of the file, the x bit is the owner's", async () => {
    put('a', 'four');
    put('run', '');
    chmodSync(join(root, 'run'), 0o711);
    put('other', '');
    chmodSync(join(root, 'other'), 0o655);
    const { table } = await scan(root);
    const stat = lstatSync(join(root, 'a'), { bigint: true });
    expect([table.size[0], table.mtimeNs[0], table.ctimeNs[0], table.ino[0]]).toEqual([
      4,
      stat.mtimeNs,
      stat.ctimeNs,
      stat.ino,
    ]);
    expect([...table.flags]).toEqual([0, 0, EXECUTABLE]);
  });

  test('many files are statted on two threads, each as it is', async () => {
    for (let i = 0; i < 16_000; i++) {
      if (i % 200 === 0) mkdirSync(join(root, `d${i / 200}`));
      writeFileSync(join(root, `d${Math.floor(i / 200)}/f${i}`), 'x'.repeat(i % 7));
    }
    symlinkSync('f0', join(root, 'd0/link'));
    const helpers: Worker[] = [];
    const failures: unknown[] = [];
    const watch = (helper: Worker) => {
      helpers.push(helper);
      helper.on('error', (error) => failures.push(error));
    };
    process.on('worker', watch);
    const { table } = await scan(root);
    process.off('worker', watch);
    expect([helpers.length, failures]).toEqual([1, []]);
    expect(table.paths).toHaveLength(16_001);
    for (const [row, path] of table.paths.entries()) {
      const stat = lstatSync(join(root, path), { bigint: true });
      if (stat.isSymbolicLink()) expect(table.flags[row]).toBe(SYMLINK);
      else if (
        table.ino[row] !== stat.ino ||
        table.mtimeNs[row] !== stat.mtimeNs ||
        table.size[row] !== Number(stat.size)
      ) {
        expect.unreachable(path);
      }
    }
  });

  test.runIf(process.getuid?.() !== 0)("a folder that can't be read is a problem, by name", async () => {
    put('locked/a');
    put('b');
    chmodSync(join(root, 'locked'), 0);
    const { paths, problems } = await found();
    chmodSync(join(root, 'locked'), 0o755);
    expect(paths).toEqual(['b']);
    expect(problems).toEqual([['file-unreadable', { path: 'locked', reason: 'EACCES' }]]);
  });

  test('a folder that is not there is an error', async () => {
    await expect(scan(join(root, 'none'))).rejects.toMatchObject({ code: 'file-unreadable' });
    put('file');
    await expect(scan(join(root, 'file'))).rejects.toMatchObject({ code: 'file-unreadable' });
  });

  test('an aborted scan is interrupted', async () => {
    for (let i = 0; i < 100; i++) put(`d${i}/a`);
    await expect(scan(root, { signal: AbortSignal.abort() })).rejects.toMatchObject({ code: 'interrupted' });
  });
});

describe('symlinks', () => {
  test('those that stay inside are kept as they are, dangling or not', async () => {
    put('a/file');
    symlinkSync('file', join(root, 'a/near'));
    symlinkSync('../a/file', join(root, 'a/around'));
    symlinkSync('nowhere', join(root, 'a/dangling'));
    symlinkSync('a', join(root, 'folder'));
    const { table, problems } = await scan(root);
    expect(problems).toEqual([]);
    expect(table.paths).toEqual(['a/around', 'a/dangling', 'a/file', 'a/near', 'folder']);
    expect([...table.targets]).toEqual([
      [0, '../a/file'],
      [1, 'nowhere'],
      [3, 'file'],
      [4, 'a'],
    ]);
  });

  test.each(['/etc/passwd', '../outside', '../../x', 'a/../../b', '.dlake/config'])(
    'one to %s is a problem',
    async (target) => {
      symlinkSync(target, join(root, 'link'));
      expect(await found()).toEqual({ paths: [], problems: [['symlink-outside', { path: 'link', target }]] });
    },
  );

  test('followed, they stand for what they lead to', async () => {
    mkdirSync(join(outside, 'sub'));
    writeFileSync(join(outside, 'file'), 'outside');
    writeFileSync(join(outside, 'sub/deep'), 'deep');
    symlinkSync('../file', join(outside, 'sub/up'));
    put('l.txt', 'x');
    symlinkSync(join(outside, 'file'), join(root, 'f'));
    symlinkSync(join(outside, 'sub'), join(root, 'l'));
    const { table, problems, foreign } = await scan(root, { followSymlinks: true });
    expect(problems).toEqual([]);
    expect(table.paths).toEqual(['f', 'l.txt', 'l/deep', 'l/up']);
    expect([...table.flags]).toEqual([FOREIGN, 0, FOREIGN, FOREIGN]);
    expect([...table.size]).toEqual([7, 1, 4, 7]);
    for (const [row, place] of foreign) {
      expect(lstatSync(join(root, place), { bigint: true }).ino).toBe(table.ino[row]);
    }
  });

  test('followed, those that lead back or nowhere are problems', async () => {
    put('a/x');
    mkdirSync(join(outside, 'o'));
    symlinkSync(outside, join(outside, 'o/again'));
    symlinkSync(root, join(root, 'a/self'));
    symlinkSync(outside, join(root, 'away'));
    symlinkSync('/nowhere/at/all', join(root, 'gone'));
    const { paths, problems } = await found({ followSymlinks: true });
    expect(paths).toEqual(['a/x']);
    expect(problems.map(([code, data]) => [code, (data as { path: string }).path])).toEqual([
      ['file-unreadable', 'a/self'],
      ['file-unreadable', 'away/o/again'],
      ['file-unreadable', 'gone'],
    ]);
  });
});
