/** How a compiler writes the imports of a CommonJS file that are to wait. */
export interface CompiledImports {
  /** The variable that holds what was required. */
  readonly name: RegExp;
  /** What is required. */
  readonly required: RegExp;
  /** What follows the variable where it is used, not declared. */
  readonly use: RegExp;
}

/** TypeScript: `const x_1 = __importDefault(require("y"));`. */
export const TYPESCRIPT: CompiledImports = { name: /\w+_\d+/, required: /[^"]+/, use: /(?!\w)/ };

/**
 * esbuild: `import_x = __toESM(require("y"), 1);`, declared elsewhere and used as `import_x.name`. Parts of Node
 * that every start has loaded don't wait: hot loops are full of them.
 */
export const ESBUILD: CompiledImports = {
  name: /import_\w+/,
  required: /(?!node:(?:fs|path|url|os|util|buffer|process|events|module)")[^"]+/,
  use: /(?=\.)/,
};

/**
 * Makes a CommonJS file load what it requires when it is first used instead of when it runs itself:
 * `x = require("y")` becomes `x = lazily(() => require("y"))`, and every use of `x` becomes `(x())`.
 */
export function lazyRequires(source: string, { name, required, use }: CompiledImports): string {
  const names = new Set<string>();
  const load = `(?:__\\w+\\()?require\\("${required.source}"\\)(?:, 1)?\\)?`;
  const declaration = new RegExp(`^(\\s*(?:(?:const|var) )?)(${name.source}) = (${load});$`, 'gm');
  const waiting = source.replaceAll(declaration, (_, before: string, variable: string, value: string) => {
    names.add(variable);
    return `${before}${MARK}${variable} = lazily(() => ${value});`;
  });
  if (names.size === 0) return source;
  const uses = new RegExp(`(?<![\\w.$${MARK}])(${[...names].join('|')})${use.source}`, 'g');
  return LAZILY + waiting.replaceAll(uses, '($1())').replaceAll(MARK, '');
}

const LAZILY = 'const lazily = (load) => { let value; return () => (value ??= load()); };\n';
// Stands before a name that is being declared, while the others are replaced; no source has it.
const MARK = '\u0001';
