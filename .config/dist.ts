import { execFileSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { licence } from './licences.ts';
import { nodePackage } from './node-package.ts';
import { copyPackage, runtimePackages } from './runtime-packages.ts';
import { tarball } from './tarball.ts';

// Makes tarballs that need nothing but a C library: dlake with a Node of its own. Into `tarballs`, or into the folder
// that is named. The same sources make the same bytes.
const PLATFORMS = ['linux-x64', 'linux-arm64'];
/** The time that all files bear: SOURCE_DATE_EPOCH, else the first day of this project's year. */
const seconds = Number(process.env.SOURCE_DATE_EPOCH ?? Date.UTC(2026, 0, 1) / 1000);

const root = resolve(fileURLToPath(new URL('..', import.meta.url)));
const target = resolve(process.argv[2] ?? join(root, 'tarballs'));
const { version, devDependencies } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
const workshop = mkdtempSync(join(tmpdir(), 'dlake-dist-'));

try {
  mkdirSync(target, { recursive: true });
  const app = join(workshop, 'app');
  execFileSync(process.execPath, [join(root, '.config/build.ts'), app], { stdio: 'inherit' });
  const packages = runtimePackages(root);
  const sums: string[] = [];
  for (const platform of PLATFORMS) {
    const name = `dlake-${version}-${platform}`;
    const folder = join(workshop, name);
    const node = nodePackage(devDependencies.node, platform, join(workshop, platform));
    const lib = join(folder, 'lib/dlake');
    cpSync(app, lib, { recursive: true });
    for (const each of packages) copyPackage(root, each, lib, platform);
    cpSync(join(node, 'bin/node'), join(folder, 'lib/node'));
    mkdirSync(join(folder, 'bin'));
    cpSync(join(root, '.config/dlake.sh'), join(folder, 'bin/dlake'));
    for (const file of ['README.md', 'LICENSE']) cpSync(join(root, file), join(folder, file));
    const bundled = readFileSync(join(lib, 'dist/LICENCES.txt'), 'utf8');
    const beside = [...packages, node].map(licence).join('\n');
    writeFileSync(join(folder, 'LICENCES.txt'), `${bundled}\nBeside it run these.\n\n${beside}`);
    const file = `${name}.tar.gz`;
    sums.push(`${await tarball(folder, join(target, file), seconds)}  ${file}\n`);
  }
  writeFileSync(join(target, 'SHA256SUMS'), sums.join(''));
  process.stdout.write(sums.join(''));
} finally {
  rmSync(workshop, { recursive: true, force: true });
}
