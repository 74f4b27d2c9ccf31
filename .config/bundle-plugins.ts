import { readFile } from 'node:fs/promises';
import type { Plugin } from 'esbuild';
import { lazyRequires, TYPESCRIPT } from './lazy-requires.ts';

/** oclif with each of its modules run when it is first used: without this a start runs all of it. */
export const lazyOclif: Plugin = {
  name: 'lazy-oclif',
  setup(build) {
    build.onLoad({ filter: /@oclif[\\/]core[\\/]lib[\\/].*\.js$/ }, async ({ path }) => ({
      contents: lazyRequires(await readFile(path, 'utf8'), TYPESCRIPT),
      loader: 'js',
    }));
  },
};

/** Source names the code of a thread, and PGlite its extensions, by where they lie; in a build all lie in one folder. */
export const filesBeside: Plugin = {
  name: 'files-beside',
  setup(build) {
    build.onLoad({ filter: /[\\/]src[\\/].*\.ts$/ }, async ({ path }) => {
      const source = await readFile(path, 'utf8');
      return { contents: source.replaceAll(/(new URL\('\.\/[\w-]+-worker)\.ts'/g, "$1.js'"), loader: 'ts' };
    });
    build.onLoad({ filter: /pglite[\\/]dist[\\/]contrib[\\/].*\.js$/ }, async ({ path }) => {
      const source = await readFile(path, 'utf8');
      return { contents: source.replaceAll('new URL("../', 'new URL("./'), loader: 'js' };
    });
  },
};

/** Leaves each package that our code names outside, as a file beside it, and notes it with the name of that file. */
export const packagesBeside = (packages: Map<string, string>): Plugin => ({
  name: 'packages-beside',
  setup(build) {
    build.onResolve({ filter: /^@electric-sql\/pglite/ }, () => ({ path: './pglite.mjs', external: true }));
    build.onResolve({ filter: /^[^.]/ }, ({ path, importer, kind }) => {
      const known = path.startsWith('node:') || path.startsWith('@oclif/') || path === 'fs-native-extensions';
      if (kind === 'entry-point' || known || !/[\\/]src[\\/].*\.ts$/.test(importer)) return undefined;
      const name = path.replace('@', '').replaceAll('/', '-');
      packages.set(path, name);
      return { path: `./${name}.js`, external: true };
    });
  },
});

/** Leaves what has a file of its own out of the file that loads it. */
export const runBeside: Plugin = {
  name: 'run-beside',
  setup(build) {
    build.onResolve({ filter: /^\.\/run\.ts$/ }, ({ kind }) =>
      kind === 'dynamic-import' ? { path: './run.js', external: true } : undefined,
    );
  },
};

/** Leaves the full screen out of the command that opens it: Ink waits at its top level, as only ES modules can. */
export const screenBeside: Plugin = {
  name: 'screen-beside',
  setup(build) {
    build.onResolve({ filter: /\/screen\/open-screen\.tsx$/ }, () => ({ path: './tui.mjs', external: true }));
  },
};

/** Ink without the tools for who develops it: they are a package that nobody has installed. */
export const noDevtools: Plugin = {
  name: 'no-devtools',
  setup(build) {
    build.onResolve({ filter: /^\.\/devtools\.js$/ }, ({ importer }) =>
      /[\\/]node_modules[\\/]ink[\\/]/.test(importer) ? { path: 'devtools', namespace: 'empty' } : undefined,
    );
    build.onLoad({ filter: /./, namespace: 'empty' }, () => ({ contents: 'export {};' }));
  },
};

const LEFT_OUT =
  /^(?:minimatch|ejs|tinyglobby|lilconfig|cli-spinners|wsl-utils|semver|typescript)$|\/(?:ts-path|plugin-loader|plugin|find-root|read-tsconfig|module-loader)$|(?:^|\/)help(?:\/index)?$/;

/**
 * Leaves out of oclif what finds, loads and updates plugins and renders help: dlake has its own way with both, and
 * it would be half of what a command reads at its start. Whoever gets there is told so.
 */
export const lessOclif: Plugin = {
  name: 'less-oclif',
  setup(build) {
    build.onResolve({ filter: LEFT_OUT }, ({ path, importer }) =>
      /[\\/]@oclif[\\/]core[\\/]lib[\\/]/.test(importer) ? { path, namespace: 'left-out' } : undefined,
    );
    build.onLoad({ filter: /./, namespace: 'left-out' }, ({ path }) => ({
      contents: `module.exports = new Proxy({}, { get() { throw new Error(${JSON.stringify(`${path} of oclif is not in this build`)}); } });`,
    }));
  },
};
