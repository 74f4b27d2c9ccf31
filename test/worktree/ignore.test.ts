import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import fc from 'fast-check';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { sortUtf8 } from '../../src/records/utf8-order.ts';
import { filterOf, rulesAbove } from '../../src/worktree/ignore.ts';
import { scan } from '../../src/worktree/scan.ts';

let root: string;
const DATASET = 'raw/lab/x';
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'dlake-ignore-'));
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

const put = (path: string, text = '') => {
  mkdirSync(dirname(join(root, path)), { recursive: true });
  writeFileSync(join(root, path), text);
};

/** What the scan of the dataset takes. */
const taken = async () => {
  const rules = rulesAbove(root, DATASET.split('/'));
  const { table } = await scan(join(root, DATASET), { rules, rulesFolder: `${DATASET}/` });
  return table.paths;
};

/** What git takes, with its own files named as ours. */
const takenByGit = () => {
  const out = execFileSync(
    'git',
    ['ls-files', '-o', '-z', '--exclude-per-directory=.dlakeignore', '--', DATASET],
    {
      cwd: root,
      env: { ...process.env, GIT_CONFIG_NOSYSTEM: '1', GIT_DIR: join(root, '.git'), HOME: root },
    },
  );
  const paths = out
    .toString('utf8')
    .split('\0')
    .filter((path) => path !== '');
  return sortUtf8(paths.map((path) => path.slice(DATASET.length + 1)));
};

const NAMES = ['a', 'b', 'build', 'x.tmp', 'y.tmp', 'data.csv', '.hidden', 'a b', 'note~', 'Build'];
const name = fc.constantFrom(...NAMES);
const path = fc.array(name, { minLength: 1, maxLength: 4 }).map((parts) => parts.join('/'));
const piece = fc.constantFrom(...NAMES, '*', '*.tmp', 'a*', '*~', '**', '?', '[ab]', 'b*d', '*.*');
const pattern = fc
  .tuple(
    fc.constantFrom('', '', '', '!'),
    fc.constantFrom('', '', '/'),
    fc.array(piece, { minLength: 1, maxLength: 3 }),
    fc.constantFrom('', '', '/'),
  )
  .map(([not, anchor, parts, end]) => `${not}${anchor}${parts.join('/')}${end}`);
const file = fc.array(fc.oneof(pattern, fc.constantFrom('', '# comment', '*.csv  ')), { maxLength: 5 });

test('what is left out is what git leaves out', async () => {
  execFileSync('git', ['init', '-q', root]);
  await fc.assert(
    fc.asyncProperty(
      fc.uniqueArray(path, { minLength: 1, maxLength: 25 }),
      fc.dictionary(
        fc.constantFrom('', 'raw', 'raw/lab', DATASET, `${DATASET}/a`, `${DATASET}/build`),
        file,
        { maxKeys: 3 },
      ),
      async (paths, ignores) => {
        rmSync(join(root, 'raw'), { recursive: true, force: true });
        rmSync(join(root, '.dlakeignore'), { force: true });
        mkdirSync(join(root, DATASET), { recursive: true });
        for (const one of paths) {
          try {
            put(`${DATASET}/${one}`);
          } catch {
            // It is a folder already, or below a file.
          }
        }
        for (const [folder, lines] of Object.entries(ignores)) {
          try {
            put(join(folder, '.dlakeignore'), lines.join('\n'));
          } catch {
            // Likewise.
          }
        }
        // Git leaves a dataset alone whose own folder is ignored; we were asked for it by name.
        const ignored = execFileSync(
          'git',
          ['ls-files', '-o', '-i', '-z', '--directory', '--exclude-per-directory=.dlakeignore', '--', 'raw'],
          { cwd: root },
        );
        const folders = ignored
          .toString('utf8')
          .split('\0')
          .filter((one) => one.endsWith('/'));
        fc.pre(!folders.some((folder) => `${DATASET}/`.startsWith(folder)));
        expect(await taken()).toEqual(takenByGit());
      },
    ),
    { numRuns: 150 },
  );
});

test('a dataset whose own folder is ignored is taken, and judged by itself', async () => {
  put('.dlakeignore', '/raw/\n*.tmp\n!keep.tmp\n');
  for (const path of ['a', 'b.tmp', 'keep.tmp', 'raw/c']) put(`${DATASET}/${path}`);
  expect(await taken()).toEqual(['a', 'keep.tmp', 'raw/c']);
});

test('what a deeper file takes back in is judged by itself below', async () => {
  execFileSync('git', ['init', '-q', root]);
  put('.dlakeignore', 'build/\n*.tmp\n!keep.tmp\n');
  put(`${DATASET}/.dlakeignore`, '!build/\n');
  for (const path of ['build/a', 'build/b.tmp', 'build/keep.tmp', 'build/sub/c']) put(`${DATASET}/${path}`);
  expect(await taken()).toEqual(['.dlakeignore', 'build/a', 'build/keep.tmp', 'build/sub/c']);
  expect(await taken()).toEqual(takenByGit());
});

test('where no pattern can match nothing is matched', () => {
  put('.dlakeignore', '/raw/lab/y/*.tmp\n/docs/**\nraw/lab/x/in/only\n');
  const rules = rulesAbove(root, DATASET.split('/'));
  expect(filterOf(rules, 'raw/lab/x/')).toBeUndefined();
  expect(filterOf(rules, 'raw/lab/x/deep/er/')).toBeUndefined();
  expect(filterOf(rules, 'raw/lab/x/in/')?.('only', false)).toBe(true);
  expect(filterOf(rules, 'raw/lab/x/in/')?.('other', false)).toBe(false);
});

test('rules without a file leave nothing out', () => {
  expect(filterOf(rulesAbove(root, DATASET.split('/')), 'raw/lab/x/')).toBeUndefined();
});
