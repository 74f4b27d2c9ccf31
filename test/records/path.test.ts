import { mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { checkPath, pathProblem } from '../../src/records/path.ts';
import { PathOrder } from '../../src/records/path-order.ts';
import { targetProblem } from '../../src/records/symlink-target.ts';
import { withoutConflicts } from './arbitraries.ts';

test.each([
  'a',
  'a/b/c.txt',
  'a b',
  '...',
  '..a/.b',
  'a\nb"\'',
  '-rf',
  'é/\u{1f600}',
  'dlake',
  '.dlakeignore',
  'x.dlake/y',
  'a'.repeat(255),
  `${'a/'.repeat(2047)}bb`,
  '\ufeffa',
])('%j is a path', (path) => {
  expect(pathProblem(path)).toBeUndefined();
  expect(() => checkPath(path)).not.toThrow();
});

test.each([
  ['', 'a path is not empty'],
  ['/', 'a path is relative'],
  ['/etc/passwd', 'a path is relative'],
  ['a//b', 'a path has no empty part'],
  ['a/', 'a path has no empty part'],
  ['.', 'a path has no part .'],
  ['./a', 'a path has no part .'],
  ['..', 'a path has no part ..'],
  ['a/../b', 'a path has no part ..'],
  ['a\0b', 'a path has no NUL'],
  ['.dlake', 'a path does not lead into .dlake'],
  ['a/.DLAKE/config', 'a path does not lead into .dlake'],
  ['a/.dla\u212ae', 'a path does not lead into .dlake'],
  ['a\ud800', 'a path is well-formed Unicode'],
  ['a'.repeat(256), 'a part of a path has at most 255 bytes'],
  ['é'.repeat(128), 'a part of a path has at most 255 bytes'],
  [`${'a/'.repeat(2048)}b`, 'a path has at most 4096 bytes'],
])('%j is no path', (path, reason) => {
  expect(pathProblem(path)).toBe(reason);
  expect(() => checkPath(path)).toThrow(
    expect.objectContaining({ code: 'path-invalid', data: { path, reason } }),
  );
});

const loosePath = () =>
  fc
    .array(
      fc.oneof(
        fc.constantFrom(
          'a',
          'b',
          '',
          '.',
          '..',
          'é',
          '.dlake',
          'a.b',
          '\0',
          'c'.repeat(255),
          'c'.repeat(256),
        ),
        fc.string({ unit: 'binary', maxLength: 3 }),
      ),
      { maxLength: 5 },
    )
    .map((parts) => parts.join('/'));

test('watching paths go by as bytes finds the same fault as looking at one alone', () => {
  fc.assert(
    fc.property(fc.array(loosePath(), { minLength: 1, maxLength: 4 }), (paths) => {
      const order = new PathOrder();
      for (const path of withoutConflicts(paths)) {
        const bytes = Buffer.from(`xx${path}yy`);
        const found = order.next(path, bytes, 2, bytes.length - 2);
        expect(found).toBe(pathProblem(path));
        if (found !== undefined) return;
      }
    }),
    { numRuns: 3000 },
  );
});

test.each([
  ['a', 'b'],
  ['x/a', '../b'],
  ['x/y/a', '../../b/c'],
  ['a', './b//c/'],
  ['x/a', '..'],
  ['a', 'x/.'],
  ['a', 'a'],
])('a link at %s may lead to %s', (path, target) => {
  expect(targetProblem(path, target)).toBeUndefined();
});

test.each([
  ['a', '', 'a link leads somewhere'],
  ['a', '/etc', 'a link target is relative'],
  ['a', '..', 'a link stays inside its dataset'],
  ['x/a', '../../b', 'a link stays inside its dataset'],
  ['x/a', 'y/../../../b', 'a link target goes up only at its beginning'],
  ['x/a', './../b', 'a link target goes up only at its beginning'],
  ['x/a', '../y/..', 'a link target goes up only at its beginning'],
  ['a', 'b\0', 'a link target has no NUL'],
  ['a', 'x/.Dlake/config', 'a link does not lead into .dlake'],
  ['a', 'x'.repeat(4097), 'a link target has at most 4096 bytes'],
  ['a', '\ud800', 'a link target is well-formed Unicode'],
])('a link at %s may not lead to %j', (path, target, reason) => {
  expect(targetProblem(path, target)).toBe(reason);
});

let folder: string;
beforeAll(() => {
  folder = realpathSync(mkdtempSync(join(tmpdir(), 'dlake-links-')));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const linkPart = fc.constantFrom('a', 'b', 'c', '..', '.');
const linkTree = () =>
  fc.array(
    fc.record({
      path: fc
        .array(fc.constantFrom('a', 'b', 'c'), { minLength: 1, maxLength: 3 })
        .map((parts) => parts.join('/')),
      target: fc.option(
        fc.array(linkPart, { minLength: 1, maxLength: 4 }).map((parts) => parts.join('/')),
        { nil: undefined },
      ),
    }),
    { minLength: 1, maxLength: 8 },
  );

test('whatever links are let in, a real file system resolves none of them to a place outside', () => {
  let round = 0;
  fc.assert(
    fc.property(linkTree(), (made) => {
      const root = join(folder, String(round++), 'lake', 'raw', 'dataset');
      const kept = new Set(withoutConflicts(made.map((one) => one.path)));
      const tree = new Map(made.filter((one) => kept.has(one.path)).map((one) => [one.path, one.target]));
      for (const [path, target] of tree) {
        if (target !== undefined && targetProblem(path, target) !== undefined) continue;
        const at = join(root, path);
        mkdirSync(dirname(at), { recursive: true });
        if (target === undefined) writeFileSync(at, 'x');
        else symlinkSync(target, at);
      }
      for (const path of tree.keys()) {
        const found = resolved(join(root, path));
        if (found !== undefined)
          expect(`${found}/`.startsWith(`${root}/`), `${path} leads to ${found}`).toBe(true);
      }
    }),
    { numRuns: 400 },
  );
});

function resolved(path: string): string | undefined {
  try {
    return realpathSync(path);
  } catch {
    return undefined;
  }
}
