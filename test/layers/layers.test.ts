import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { checkTree } from './check-tree.ts';

test('the sources keep the rules of the layers', () => {
  expect(checkTree(fileURLToPath(new URL('../..', import.meta.url)))).toEqual([]);
});

/** A tree with one file, and what the check says of it. */
function said(file: string, source: string): string[] {
  const root = mkdtempSync(join(tmpdir(), 'dlake-layers-'));
  try {
    mkdirSync(dirname(join(root, file)), { recursive: true });
    writeFileSync(join(root, file), source);
    return checkTree(root).map((line) => line.slice(file.length + 2));
  } finally {
    rmSync(root, { recursive: true });
  }
}

test.each<[broken: string, file: string, source: string, said: string]>([
  [
    'an import upwards',
    'src/store/a.ts',
    "import { x } from '../lake/x.ts'; export const y = x;",
    'store does not import lake: ../lake/x.ts',
  ],
  [
    'an import of a type upwards',
    'src/records/a.ts',
    "import type { X } from '../store/x.ts'; export type Y = X;",
    'records does not import store: ../store/x.ts',
  ],
  [
    'an inline import of a type',
    'src/store/a.ts',
    "export type Y = import('../catalog/x.ts').X;",
    'store does not import catalog: ../catalog/x.ts',
  ],
  [
    'a dynamic import',
    'src/catalog/a.ts',
    "export const y = () => import('../store/x.ts');",
    'catalog does not import store: ../store/x.ts',
  ],
  [
    'a re-export',
    'src/lake/a.ts',
    "export { x } from '../cli/x.ts'; export const y = 1;",
    'lake does not import cli: ../cli/x.ts',
  ],
  [
    'the file of a thread',
    'src/store/a.ts',
    "export const url = new URL('../lake/x-worker.ts', import.meta.url);",
    'store does not import lake: ../lake/x-worker.ts',
  ],
  [
    'a front end that reaches past the lake',
    'src/commands/a.ts',
    "import { x } from '../store/x.ts'; export const y = x;",
    'commands does not import store: ../store/x.ts',
  ],
  [
    'code of the lake in format',
    'src/format/a.ts',
    "import { x } from '../lake/x.ts'; export const y = x;",
    'format does not import lake: ../lake/x.ts',
  ],
  [
    'a folder that nobody placed',
    'src/glue/a.ts',
    'export const y = 1;',
    'the folder glue has no place in the layers',
  ],
  [
    'a file system in records',
    'src/records/a.ts',
    "import { readFileSync } from 'node:fs'; export const y = readFileSync;",
    'records is pure: node:fs',
  ],
  [
    'a clock in records',
    'src/records/a.ts',
    'export const y = () => Date.now();',
    'Date.now(): records has no clock',
  ],
  [
    'a new Date in format',
    'src/format/a.ts',
    'export const y = () => new Date();',
    'new Date(): format has no clock',
  ],
  [
    'a package of others',
    'src/store/a.ts',
    "import { z } from 'zod'; export const y = z;",
    'the package zod belongs to records',
  ],
  [
    'a part of a package of others',
    'src/lake/a.ts',
    "import { x } from '@oclif/core/args'; export const y = x;",
    'the package @oclif/core belongs to cli and commands',
  ],
  [
    'a package without an owner',
    'src/store/a.ts',
    "import x from 'left-pad'; export const y = x;",
    'the package left-pad has no owner',
  ],
  [
    'the environment',
    'src/lake/a.ts',
    'export const y = () => process.env.HOME;',
    'process.env belongs to the edges',
  ],
  [
    'the environment by another name',
    'src/lake/a.ts',
    'export const y = () => { const { env } = process; return env; };',
    'process belongs to the edges',
  ],
  [
    'printing',
    'src/store/a.ts',
    "export const y = () => console.error('x');",
    'console.error belongs to the edges',
  ],
  [
    'an end of the process',
    'src/worktree/a.ts',
    'export const y = () => process.exit(1);',
    'process.exit belongs to the edges',
  ],
  [
    'the home folder',
    'src/worktree/a.ts',
    "import { homedir } from 'node:os'; export const y = () => homedir();",
    'homedir() belongs to the edges',
  ],
  [
    'SQL',
    'src/lake/a.ts',
    "export const y = 'SELECT id FROM commits';",
    'SQL belongs to catalog: SELECT id FROM commits',
  ],
  [
    'hashing',
    'src/store/a.ts',
    "import { createHash } from 'node:crypto'; export const y = createHash;",
    'hashing belongs to records/sha256.ts',
  ],
  ['state', 'src/store/a.ts', 'let y = 1; export const z = () => y++;', 'state of a module: let y = 1;'],
  ['work at import', 'src/store/a.ts', "import { x } from './x.ts'; x();", 'work when it is loaded: x();'],
  ['a barrel', 'src/store/a.ts', "export * from './x.ts';", 'only hands on what others export'],
  ['an empty name of a folder', 'src/store/utils/a.ts', 'export const y = 1;', 'the name utils says nothing'],
  [
    'an empty name of a file',
    'src/store/helpers.ts',
    'export const y = 1;',
    'the name helpers.ts says nothing',
  ],
  ['a name in camel case', 'src/store/someThing.ts', 'export const y = 1;', 'the name is not in kebab-case'],
])('%s is found', (_, file, source, expected) => {
  expect(said(file, source)).toEqual([expected]);
});

test('what is allowed is not held against a file', () => {
  const source = `import type { Lake } from '../lake/lake.ts';
import { randomUUID } from 'node:crypto';
import { DlakeError } from '../errors.ts';
export const y = (lake: Lake) => { throw new DlakeError('interrupted', {}, { cause: [lake, randomUUID(), 'select one of them'] }); };
`;
  expect(said('src/worktree/a.ts', source)).toEqual([]);
});
