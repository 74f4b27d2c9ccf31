import { execFileSync, spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, realpathSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { nodeBinary } from './node-binary.ts';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const place = realpathSync(mkdtempSync(join(tmpdir(), 'dlake-package-')));
let tarball: string;
let packed: {
  readonly files: readonly { readonly path: string }[];
  readonly size: number;
  readonly unpackedSize: number;
};

beforeAll(() => {
  // `prepack` builds.
  const said = execFileSync('npm', ['pack', '--json', '--pack-destination', place], {
    cwd: ROOT,
    encoding: 'utf8',
  });
  [packed] = JSON.parse(said.slice(said.indexOf('[')));
  tarball = join(place, readdirSync(place).find((name) => name.endsWith('.tgz')) ?? '');
});

afterAll(() => rmSync(place, { recursive: true, force: true }));

test('the package is a few files, and none of the workshop', () => {
  const paths = packed.files.map(({ path }) => path);
  expect(paths).toEqual(
    expect.arrayContaining([
      'bin/dlake.js',
      'dist/start.js',
      'dist/run.js',
      'oclif.manifest.json',
      'README.md',
      'LICENSE',
      'dist/LICENCES.txt',
    ]),
  );
  expect(paths.filter((path) => /^(?:src|test|\.config|\.ci)\/|\.ts$/.test(path))).toEqual([]);
  expect(paths.filter((path) => /^(?:bin|dist)\//.test(path)).length).toBeLessThan(30);
  expect(packed.size).toBeLessThan(10_000_000);
});

/** A global install below a folder of its own, made from an empty folder with this Node. */
function install(
  node: string,
  name: string,
): { readonly prefix: string; readonly env: Readonly<Record<string, string>> } {
  const prefix = join(place, name);
  const empty = join(place, `${name}-empty`);
  const home = join(place, `${name}-home`);
  for (const folder of [prefix, empty, home]) mkdirSync(folder);
  const path = `${node}:${process.env.PATH}`;
  execFileSync('npm', ['install', '--global', '--prefix', prefix, tarball], {
    cwd: empty,
    env: { ...process.env, PATH: path },
    stdio: 'pipe',
  });
  return {
    prefix,
    env: { PATH: `${node}:/usr/bin:/bin`, HOME: home, DLAKE_AUTHOR: 'Ada Example <ada@example.org>' },
  };
}

function countFiles(folder: string): number {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((path) =>
    statSync(join(folder, path)).isFile(),
  ).length;
}

describe.each([
  ['the Node that we develop with', () => dirname(process.execPath)],
  ['the oldest Node that we take', () => nodeBinary('22.22.0')],
])('installed globally, on %s', (title, binary) => {
  let prefix: string;
  let env: Readonly<Record<string, string>>;
  const run = (args: readonly string[], cwd = place, more: Readonly<Record<string, string>> = {}) => {
    const { status, stdout, stderr } = spawnSync(join(prefix, 'bin/dlake'), args, {
      cwd,
      env: { ...env, ...more },
      encoding: 'utf8',
    });
    return { status, stdout, stderr };
  };

  beforeAll(() => {
    ({ prefix, env } = install(binary(), title.replaceAll(' ', '-')));
  });

  test('brings only what it needs', () => {
    const installed = readdirSync(join(prefix, 'lib/node_modules/dlake/node_modules'));
    expect(installed).toContain('fs-native-extensions');
    expect(
      installed.filter((name) => /vitest|typescript|esbuild|oclif|zod|kysely|pglite|^pg/.test(name)),
    ).toEqual([]);
    expect(countFiles(join(prefix, 'lib/node_modules/dlake/dist'))).toBeLessThan(30);
  });

  test('says its version and helps', () => {
    expect(run(['--version'])).toMatchObject({
      status: 0,
      stdout: expect.stringMatching(/^dlake \d+\.\d+\.\d+\n$/),
      stderr: '',
    });
    expect(run(['--help'])).toMatchObject({
      status: 0,
      stdout: expect.stringContaining('Usage: dlake COMMAND'),
      stderr: '',
    });
    expect(run(['commit', '--help'])).toMatchObject({
      status: 0,
      stdout: expect.stringContaining('Usage: dlake commit'),
      stderr: '',
    });
  });

  test('keeps data: init, commit, log, verify', () => {
    const lake = join(place, `${title.replaceAll(' ', '-')}-lake`);
    mkdirSync(join(lake, 'raw/lab/plate-7'), { recursive: true });
    // More than one thread takes, and one that is stored on its own.
    for (let i = 0; i < 40; i++) writeFileSync(join(lake, `raw/lab/plate-7/${i}.csv`), `well,${i}\n`);
    writeFileSync(join(lake, 'raw/lab/plate-7/large.bin'), Buffer.alloc(5 * 1024 * 1024, 7));
    try {
      expect(run(['init'], lake)).toMatchObject({ status: 0 });
      expect(run(['commit', 'raw/lab/plate-7', '-m', 'x'], lake)).toMatchObject({ status: 0, stderr: '' });
      const log = run(['log', '--json'], lake);
      expect(log).toMatchObject({ status: 0, stderr: '' });
      expect(JSON.parse(log.stdout)).toMatchObject([{ ref: 'raw/lab/plate-7', files: 41 }]);
      expect(run(['search', 'plate'], lake, { DLAKE_CATALOG: 'inline' })).toMatchObject({
        status: 0,
        stderr: '',
      });
      expect(JSON.parse(run(['verify', '--json'], lake).stdout)).toMatchObject({ ok: true });
    } finally {
      expect(run(['catalog', 'stop'], lake)).toMatchObject({ status: 0 });
    }
  });

  test('runs without a home that can be written to', () => {
    expect(run(['--version'], '/', { HOME: '/dev/null' })).toMatchObject({ status: 0, stderr: '' });
  });
});

test('an older Node is told what is needed', () => {
  const { prefix, env } = install(nodeBinary('20.20.2'), 'old');
  const { status, stdout, stderr } = spawnSync(join(prefix, 'bin/dlake'), ['--help'], {
    cwd: place,
    env,
    encoding: 'utf8',
  });
  expect({ status, stdout }).toEqual({ status: 1, stdout: '' });
  expect(stderr).toMatch(
    /^Error: dlake needs Node 22\.22 or newer, and this is Node 20\.20\.2 \(.*\)\.\nHint: /,
  );
});

test.each(['12.22.12'])('and so is Node %s', (version) => {
  const launcher = join(place, 'old/lib/node_modules/dlake/bin/dlake.js');
  const { status, stderr } = spawnSync(join(nodeBinary(version), 'node'), [launcher, 'status'], {
    encoding: 'utf8',
  });
  expect(status).toBe(1);
  expect(stderr).toContain(`this is Node ${version}`);
});
