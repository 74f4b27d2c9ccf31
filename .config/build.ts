import { cpSync, existsSync, mkdirSync, mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { findTemplate, TEMPLATE_FILE } from '../src/catalog/template/find-template.ts';
import { bundle, PGLITE_FILES } from './bundle.ts';
import { licences } from './licences.ts';
import { manifest } from './manifest.ts';

// Builds the package: in place, or whole in the folder that is named.
const root = resolve(fileURLToPath(new URL('..', import.meta.url)));
const target = resolve(process.argv[2] ?? root);
mkdirSync(target, { recursive: true });
// All of it is there or none, for whoever uses the package meanwhile.
const workshop = mkdtempSync(join(target, 'dist.new-'));

try {
  const made = join(workshop, 'dist');
  mkdirSync(made);
  const [bundled, commands, template] = await Promise.all([
    bundle(root, made),
    manifest(root),
    findTemplate(),
  ]);
  const pglite = join(root, 'node_modules/@electric-sql/pglite/dist');
  for (const file of PGLITE_FILES) cpSync(join(pglite, file), join(made, file));
  writeFileSync(join(made, TEMPLATE_FILE), template);
  writeFileSync(join(made, 'LICENCES.txt'), licences(root, bundled));
  writeFileSync(join(workshop, 'oclif.manifest.json'), JSON.stringify(commands));
  const dist = join(target, 'dist');
  if (existsSync(dist)) renameSync(dist, join(workshop, 'old'));
  renameSync(made, dist);
  renameSync(join(workshop, 'oclif.manifest.json'), join(target, 'oclif.manifest.json'));
} finally {
  rmSync(workshop, { recursive: true, force: true });
}
if (target !== root) {
  for (const file of ['bin', 'package.json', 'schemas', 'README.md', 'LICENSE']) {
    cpSync(join(root, file), join(target, file), { recursive: true });
  }
}
