import { expect, test } from 'vitest';
import { ESBUILD, lazyRequires, TYPESCRIPT } from '../../.config/lazy-requires.ts';

/** Runs a CommonJS source and tells what it required, in order. */
function requiredBy(source: string, run: (exports: Record<string, () => unknown>) => void): string[] {
  const required: string[] = [];
  const exports: Record<string, () => unknown> = {};
  const require = (name: string) => {
    required.push(name);
    return {
      name,
      Thing: class {
        named = name;
      },
      default: name,
      __esModule: true,
    };
  };
  new Function('require', 'exports', source)(require, exports);
  required.push('(run)');
  run(exports);
  return required;
}

test('what TypeScript compiled requires nothing until it is used, and each thing once', () => {
  const source = `var __importDefault = (m) => m && m.__esModule ? m : { default: m };
const a_1 = require("a");
const b_1 = __importDefault(require("b"));
exports.both = () => [a_1.name, a_1.name, b_1.default];
exports.made = () => new a_1.Thing().named;
exports.unused = () => require("c");`;
  const lazy = lazyRequires(source, TYPESCRIPT);
  expect(requiredBy(source, () => {})).toEqual(['a', 'b', '(run)']);
  const said: unknown[] = [];
  expect(requiredBy(lazy, ({ both, made }) => said.push(both?.(), made?.()))).toEqual(['(run)', 'a', 'b']);
  expect(said).toEqual([['a', 'a', 'b'], 'a']);
});

test('what esbuild compiled requires what is dear late, and what is loaded anyway at once', () => {
  const source = `var __toESM = (m) => m;
var import_node_zlib;
var import_node_fs = require("node:fs");
import_node_zlib = __toESM(require("node:zlib"), 1);
exports.use = () => import_node_zlib.name + import_node_fs.name;`;
  const said: unknown[] = [];
  expect(requiredBy(lazyRequires(source, ESBUILD), ({ use }) => said.push(use?.()))).toEqual([
    'node:fs',
    '(run)',
    'node:zlib',
  ]);
  expect(said).toEqual(['node:zlibnode:fs']);
});

test('what requires nothing stays as it is', () => {
  expect(lazyRequires('exports.x = 1;\n', ESBUILD)).toBe('exports.x = 1;\n');
});
