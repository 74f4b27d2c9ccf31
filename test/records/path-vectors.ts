import { pathProblem } from '../../src/records/path.ts';
import { targetProblem } from '../../src/records/symlink-target.ts';

const LONGEST = `${'a/'.repeat(2047)}bb`;

/** Texts that are paths. */
export const VALID_PATHS = [
  'a',
  'a/b/c.txt',
  ' ',
  '...',
  '..a/.b',
  '.dlakeignore',
  'x.dlake',
  'new\nline',
  '-rf',
  '\\',
  'é',
  'e\u0301',
  '\u{1f9ec}',
  '\ufeffa',
  '\u0001',
  'a'.repeat(255),
  `${'é'.repeat(127)}x`,
  LONGEST,
];

/** Texts that are not. */
export const INVALID_PATHS = [
  '',
  '/',
  '/a',
  'a/',
  'a//b',
  '.',
  '..',
  './a',
  'a/.',
  'a/..',
  '../a',
  'a/../b',
  'a\0',
  '.dlake',
  '.dlake/config',
  'a/.DLake',
  'a/.dla\u212ae/b',
  'a'.repeat(256),
  'é'.repeat(128),
  `${LONGEST}b`,
];

/** Symlinks that stay inside, as path and target. */
export const VALID_LINKS = [
  ['a', 'b'],
  ['a', './b//c/'],
  ['x/a', '..'],
  ['x/a', '../b'],
  ['x/y/a', '../../b/c'],
  ['a', 'a'],
  ['a', '...'],
  ['a', 't'.repeat(4096)],
] as const;

/** Symlinks that might lead out. */
export const INVALID_LINKS = [
  ['a', ''],
  ['a', '/'],
  ['a', '/etc'],
  ['a', '..'],
  ['x/a', '../..'],
  ['x/a', '../../b'],
  ['x/a', './../b'],
  ['x/a', 'y/../b'],
  ['x/a', '../y/..'],
  ['a', 'b\0'],
  ['a', '.dlake'],
  ['a', 'x/.Dlake/config'],
  ['a', 't'.repeat(4097)],
] as const;

/** The vectors of paths and symlink targets, each refusal with its reason. */
export function pathVectors() {
  return {
    paths: {
      valid: VALID_PATHS,
      invalid: INVALID_PATHS.map((path) => ({ path, reason: pathProblem(path) })),
    },
    links: {
      valid: VALID_LINKS.map(([path, target]) => ({ path, target })),
      invalid: INVALID_LINKS.map(([path, target]) => ({ path, target, reason: targetProblem(path, target) })),
    },
  };
}
