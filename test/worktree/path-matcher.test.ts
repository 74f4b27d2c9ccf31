import { expect, test } from 'vitest';
import { literalGlob, pathMatcher } from '../../src/worktree/path-matcher.ts';

const ODD = ['a[1].txt', 'a1.txt', 'back\\slash', 'back/slash', '*', '?x', '{a,b}', 'a', '!x', '+(x)', '(x)']
  .concat(['d:x/@v1', '#x', 'a b', 'new\nline', 'esc\x1b', '-n', 'é', 'x|y', '^$', '[!a]', 'a/**/b'])
  .concat(['~x', '\'q"', '.hidden', '\\', '$(x)', 'a.b+c', '{1..3}', '1', '[', ']', ')']);

test.each(ODD)('the literal glob of %j fits it, what is below it, and nothing else', (path) => {
  const fits = pathMatcher([literalGlob(path)]);
  expect(ODD.filter(fits)).toEqual([path, ...ODD.filter((other) => other.startsWith(`${path}/`))]);
  expect([`${path}/below`, `z${path}`, `${path}z`].map(fits)).toEqual([true, false, false]);
});

test('globs stay within a folder, or go through all, and take what is in a folder that fits', () => {
  const fits = pathMatcher(['./tables/*.csv', 'docs/', '**/README']);
  const paths = ['tables/a.csv', 'tables/sub/b.csv', 'docs/x/y', 'README', 'a/b/README', 'tables', '.docs/x'];
  expect(paths.filter(fits)).toEqual(['tables/a.csv', 'docs/x/y', 'README', 'a/b/README']);
});

test('without globs all paths are meant', () => {
  expect([undefined, []].map((only) => pathMatcher(only)('any/path'))).toEqual([true, true]);
});
