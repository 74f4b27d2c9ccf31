import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type BuildOptions, build, type Metafile, transform } from 'esbuild';
import {
  filesBeside,
  lazyOclif,
  lessOclif,
  noDevtools,
  packagesBeside,
  runBeside,
  screenBeside,
} from './bundle-plugins.ts';
import { entryPoints } from './entry-points.ts';
import { ESBUILD, lazyRequires } from './lazy-requires.ts';

/** Files that PGlite looks for beside its code. */
export const PGLITE_FILES = ['pglite.wasm', 'pglite.data', 'initdb.wasm', 'pg_trgm.tar.gz'];

/**
 * Our code is an ES module to esbuild, which takes all that a CommonJS file exports for its default: a package that
 * is an ES module and whose default is a function or class has to be that.
 */
const DEFAULT_FIRST =
  "{const its=module.exports;if(its?.__esModule&&typeof its.default==='function')module.exports=Object.assign(its.default,{...its})}";

/** What stays outside of the bundle: native code, and what `pg` would like to have but does without. */
const EXTERNAL = ['fs-native-extensions', 'pg-native', 'cloudflare:sockets'];

const COMMON = {
  bundle: true,
  platform: 'node',
  target: 'node22.22',
  legalComments: 'none',
  metafile: true,
  logLevel: 'warning',
  external: EXTERNAL,
} satisfies BuildOptions;

/**
 * Bundles the sources below `root` into the folder `dist`, and gives what went into it: one file for the command
 * line (and a small one that answers for help), one for each thread and background process, one for the full screen
 * with Ink and React in it, and one for each other package, loaded when it is first used.
 *
 * The files are CommonJS. There a module runs, and a package or a part of Node is loaded, when it is first needed,
 * with everything of ours in one file; as ES modules this takes either a hundred small files or loads all of it at
 * the start: `status` took 2.9 against 4.0 times `node -e 0` when it was tried, and takes 2.3 now.
 */
export async function bundle(root: string, dist: string): Promise<readonly Metafile[]> {
  const packages = new Map<string, string>();
  const ours = await build({
    ...COMMON,
    absWorkingDir: root,
    entryPoints: entryPoints(root),
    outdir: dist,
    format: 'cjs',
    write: false,
    define: {
      'import.meta.url': 'urlOfThisFile',
      'import.meta.filename': '__filename',
      'import.meta.dirname': '__dirname',
    },
    banner: { js: "const urlOfThisFile = require('node:url').pathToFileURL(__filename).href;" },
    plugins: [lessOclif, lazyOclif, filesBeside, runBeside, screenBeside, packagesBeside(packages)],
  });
  // Names are kept: they are what a report of a bug can be read by.
  const shrink = {
    minifyWhitespace: true,
    minifySyntax: true,
    target: COMMON.target,
    legalComments: 'none',
  } as const;
  for (const { path, text } of ours.outputFiles) {
    // As a native import it would be parsed once more, for the names that it exports.
    const own = text.replaceAll('import("./run.js")', 'Promise.resolve().then(() => require("./run.js"))');
    const { code } = await transform(lazyRequires(own, ESBUILD), shrink);
    await writeFile(path, code);
  }
  const theirs = await build({
    ...COMMON,
    absWorkingDir: root,
    entryPoints: Object.fromEntries([...packages].map(([specifier, name]) => [name, specifier])),
    outdir: dist,
    format: 'cjs',
    minify: true,
    keepNames: true,
    footer: { js: DEFAULT_FIRST },
  });
  const pglite = await build({
    ...COMMON,
    absWorkingDir: root,
    stdin: {
      resolveDir: root,
      contents:
        "export { PGlite } from '@electric-sql/pglite'; export { pg_trgm } from '@electric-sql/pglite/contrib/pg_trgm';",
    },
    outfile: join(dist, 'pglite.mjs'),
    format: 'esm',
    minify: true,
    plugins: [filesBeside],
  });
  const screen = await build({
    ...COMMON,
    absWorkingDir: root,
    entryPoints: ['src/tui/screen/open-screen.tsx'],
    outfile: join(dist, 'tui.mjs'),
    format: 'esm',
    minify: true,
    // Packages of its own that are CommonJS ask for parts of Node.
    banner: {
      js: "import { createRequire } from 'node:module'; const require = createRequire(import.meta.url);",
    },
    define: { 'process.env.NODE_ENV': '"production"', 'process.env.DEV': '"false"' },
    plugins: [noDevtools],
  });
  // The rest of the package is ES modules.
  await writeFile(join(dist, 'package.json'), '{"type":"commonjs"}\n');
  return [ours.metafile, theirs.metafile, pglite.metafile, screen.metafile];
}
