import { execFileSync, spawnSync } from 'node:child_process';
import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  realpathSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';

// Two Nodes are packed, twice, on machines that may be busy.
vi.setConfig({ testTimeout: 900_000, hookTimeout: 900_000 });

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const place = realpathSync(mkdtempSync(join(tmpdir(), 'dlake-tarball-')));
const { version } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8'));
const folderOf = (platform: string) => join(place, `dlake-${version}-${platform}`);

function dist(to: string): string {
  execFileSync(process.execPath, [join(ROOT, '.config/dist.ts'), join(place, to)], { stdio: 'ignore' });
  return readFileSync(join(place, to, 'SHA256SUMS'), 'utf8');
}

let sums: string;
beforeAll(() => {
  sums = dist('one');
  for (const name of readdirSync(join(place, 'one')).filter((each) => each.endsWith('.tar.gz')))
    execFileSync('tar', ['-xzf', join(place, 'one', name), '-C', place]);
});
afterAll(() => rmSync(place, { recursive: true, force: true }));

test('the same sources make the same bytes, and their sums are beside them', () => {
  expect(dist('two')).toBe(sums);
  expect(sums.trimEnd().split('\n')).toHaveLength(2);
  execFileSync('sha256sum', ['--check', '--strict', 'SHA256SUMS'], {
    cwd: join(place, 'two'),
    stdio: 'ignore',
  });
});

describe.each([
  ['linux-x64', 62],
  ['linux-arm64', 183],
])('the tarball for %s', (platform, machine) => {
  const folder = folderOf(platform);
  const all = () => readdirSync(folder, { recursive: true, encoding: 'utf8' }).sort();

  test('has all that is needed, for this platform alone', () => {
    const paths = all();
    for (const path of ['README.md', 'LICENSE', 'LICENCES.txt', 'bin/dlake', 'lib/dlake/schemas/README.md'])
      expect(paths).toContain(path);
    expect(paths.filter((path) => path.endsWith('.node'))).toEqual([
      `lib/dlake/node_modules/fs-native-extensions/prebuilds/${platform}/fs-native-extensions.node`,
    ]);
    expect(paths.filter((path) => /^lib\/dlake\/(?:src|test|\.config)/.test(path))).toEqual([]);
    const licences = readFileSync(join(folder, 'LICENCES.txt'), 'utf8');
    for (const name of ['@electric-sql/pglite', 'fs-native-extensions', 'Node.js is licensed'])
      expect(licences).toContain(name);
  });

  test('has native code of this machine, which asks for no newer C library than the README says', () => {
    const needed = /glibc (2\.\d+) or newer/.exec(readFileSync(join(ROOT, 'README.md'), 'utf8'))?.[1];
    const native = all().filter((path) => path === 'lib/node' || path.endsWith('.node'));
    expect(native).toHaveLength(2);
    const newest = native.map((path) => {
      const bytes = readFileSync(join(folder, path));
      expect([bytes.toString('latin1', 1, 4), bytes.readUInt16LE(18)], path).toEqual(['ELF', machine]);
      const asked = bytes.toString('latin1').matchAll(/\0GLIBC_2\.(\d+)(?=\0)/g);
      return Math.max(...[...asked].map(([, minor]) => Number(minor)));
    });
    expect(`2.${Math.max(...newest)}`).toBe(needed);
  });
});

test('in an empty home, without any Node, it makes a lake, commits and verifies', () => {
  const home = join(place, 'home');
  const bin = join(place, 'bin');
  for (const each of [home, bin]) mkdirSync(each);
  // By a link, as it is put on a PATH; `readlink` is all that it asks for.
  symlinkSync(join(folderOf('linux-x64'), 'bin/dlake'), join(bin, 'dlake'));
  symlinkSync('/usr/bin/readlink', join(bin, 'readlink'));
  const lake = join(home, 'lake');
  const env = { PATH: bin, HOME: home, DLAKE_AUTHOR: 'Ada <ada@example.org>' };
  const sh = (line: string) => {
    const { status, stdout, stderr } = spawnSync('/bin/sh', ['-c', line], {
      cwd: home,
      env,
      encoding: 'utf8',
    });
    return { status, stdout, stderr };
  };
  expect(sh('command -v node')).toMatchObject({ stdout: '' });
  expect(sh('dlake --version')).toEqual({ status: 0, stdout: expect.stringContaining(version), stderr: '' });
  expect(sh('dlake init lake')).toMatchObject({ status: 0 });
  mkdirSync(join(lake, 'raw/lab/x'), { recursive: true });
  writeFileSync(join(lake, 'raw/lab/x/a.txt'), 'a');
  expect(sh('cd lake && dlake commit raw/lab/x -m x')).toMatchObject({ status: 0, stderr: '' });
  try {
    const found = JSON.parse(sh('cd lake && dlake log --json').stdout);
    expect(found).toMatchObject([{ ref: 'raw/lab/x', files: 1 }]);
    expect(JSON.parse(sh('cd lake && dlake verify --json').stdout)).toMatchObject({ ok: true });
  } finally {
    expect(sh('cd lake && dlake catalog stop')).toMatchObject({ status: 0 });
  }
});
